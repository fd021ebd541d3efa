// The events of the daemon, for as long as the page is open: comes back by itself when the daemon does.

const RETRY_MS = 2000;
// An event comes every second; a connection may be dead long before the browser notices.
const SILENCE_MS = 10_000;

/** Calls back with the text of every event, and when the daemon is not heard. */
export function listen(path, onEvent, onLost) {
  const source = new EventSource(path);
  let silence;
  source.onmessage = event => {
    clearTimeout(silence);
    silence = setTimeout(onLost, SILENCE_MS);
    onEvent(event.data);
  };
  source.onerror = () => {
    clearTimeout(silence);
    onLost();
    // The browser itself tries again after a lost connection, but not after a refusal.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(path, onEvent, onLost), RETRY_MS);
  };
}
