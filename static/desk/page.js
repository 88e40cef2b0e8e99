// The form of a standing page: the text gets the writing surface that posts have.

import { mount } from "./editor.js";

const text = document.querySelector("#page_form textarea.markdown");
if (text) mount(text);
