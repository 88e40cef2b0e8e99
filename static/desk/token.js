// The token of the form changes with each login, also with one in another tab. A request that is
// refused for its token fetches the present one, leaves it in the form for saving, and is sent again.

export async function post(url, form, { data, signal } = {}) {
  const send = () => fetch(url, {
    method: "POST",
    body: data ?? new FormData(form),
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    signal,
  });
  const response = await send();
  return response.status === 403 && (await renew(form, signal)) ? send() : response;
}

export async function renew(form, signal) {
  const response = await fetch(form.action, { signal });
  if (!response.ok || response.redirected) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`)?.value;
  if (!fresh) return false;
  form.elements.csrfmiddlewaretoken.value = fresh;
  return true;
}
