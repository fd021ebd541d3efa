// The events of the daemon, for as long as the page is open: comes back by itself when the daemon does.

const RETRY_MS = 2000;

/** Calls back with the text of every event, and with whether the daemon is heard. */
export function listen(path, onEvent, onState) {
  const source = new EventSource(path);
  source.onmessage = event => {
    onState(true);
    onEvent(event.data);
  };
  source.onerror = () => {
    onState(false);
    // The browser itself tries again after a lost connection, but not after a refusal.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(path, onEvent, onState), RETRY_MS);
  };
}
