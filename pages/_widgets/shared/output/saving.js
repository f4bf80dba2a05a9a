// Hands what the server wrote to the reader as a file, once: it is made here, so that no copy of it waits at an address of the server.
const handed = (window.osteoHanded ??= new Set());

export default function ({ data }) {
  const { once, name, kind, text, bytes } = data;
  if (handed.has(once)) return;
  handed.add(once);
  const content = bytes === undefined ? text : Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([content], { type: kind })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
