// The document. Text that came from outside goes into text nodes and attributes, never into markup.

export const byId = id => document.getElementById(id);

export function element(tag, attributes = {}) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Sets a text where it differs. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
