// What was before the page was opened: the daemon keeps the last quarter of an hour.

import { Snapshot } from './snapshot.js';

/** Tables whose cells are lists of values, one for each of times. */
export class Past extends Snapshot {
  constructor(answer) {
    super(answer);
    this.times = answer.times;
  }
}

/** Asks for the series of these families, or of what the parameters say; null where the daemon does not answer. */
export async function past(names, parameters = {}) {
  try {
    const query = new URLSearchParams([...names.map(name => ['name', name]), ...Object.entries(parameters)]);
    const answer = await fetch(`/history?${query}`);
    return answer.ok ? new Past(await answer.json()) : null;
  } catch {
    return null;
  }
}
