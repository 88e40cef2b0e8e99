// Sends one file and says how far it is, which fetch cannot. A request that is refused for its token is
// sent again with the present one, as in token.js.

import { renew } from "./token.js";

export async function sendFile(url, form, data, progressed) {
  const answer = await send(url, form, data, progressed);
  return answer.status === 403 && (await renew(form)) ? send(url, form, data, progressed) : answer;
}

// Resolves with the status, whether it is another page's, and the answer if it is JSON. A request that
// does not arrive has the status 0.
function send(url, form, data, progressed) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.upload.addEventListener("progress", ({ loaded, total }) => progressed(total ? loaded / total : 0));
    request.addEventListener("loadend", () => resolve({
      status: request.status,
      redirected: Boolean(request.responseURL) && new URL(request.responseURL).pathname !== new URL(url, location).pathname,
      body: parsed(request.responseText),
    }));
    request.send(data);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
