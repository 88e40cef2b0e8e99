// What the writing surface says: the words it asks for by its own English ones.

const { gettext } = window;

export const phrases = {
  Find: gettext("Find"),
  Replace: gettext("Replace"),
  next: gettext("next"),
  previous: gettext("previous"),
  all: gettext("all"),
  "match case": gettext("match case"),
  regexp: gettext("regexp"),
  "by word": gettext("by word"),
  replace: gettext("replace"),
  "replace all": gettext("replace all"),
  close: gettext("close"),
  "current match": gettext("current match"),
  "on line": gettext("on line"),
  "replaced match on line $": gettext("replaced match on line $"),
  "replaced $ matches": gettext("replaced $ matches"),
  "Go to line": gettext("Go to line"),
  go: gettext("go"),
  "Control character": gettext("Control character"),
  "Selection deleted": gettext("Selection deleted"),
};
