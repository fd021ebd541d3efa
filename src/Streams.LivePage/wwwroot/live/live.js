// The live page: listens to the daemon, and shows what it says once a second.

import { byId, setText } from './dom.js';
import { Fleet } from './fleet.js';
import { Metrics } from './metrics.js';
import { Snapshot } from './snapshot.js';
import { Sources, downIn, unpartedIn } from './sources.js';
import { listen } from './stream.js';
import { Workers } from './workers.js';

// Tables measure before charts and tiles write.
const fleet = new Fleet();
const workers = new Workers();
const metrics = new Metrics();
const views = [workers, fleet, new Sources(), metrics];
let last = 0;
let heard = false;
let down = [];
let unparted = [];

const clock = time => new Date(time).toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC');

function show(text) {
  performance.mark('update');
  const snapshot = new Snapshot(JSON.parse(text));
  last = snapshot.time;
  down = downIn(snapshot);
  unparted = unpartedIn(snapshot);
  for (const view of views) view.show(snapshot);
  snapshot.each('streams_build_info', label => setText(byId('version'), label('version')));
  setText(byId('clock'), clock(last));
  tell(true);
  // What was before, when the page was opened or the connection lost.
  if (!heard) seed();
  heard = true;
  performance.clearMeasures('update');
  performance.measure('update', 'update');
}

async function seed() {
  await Promise.all([fleet, workers, metrics].map(view => view.seed()));
  document.body.dataset.history = 'shown';
}

/** Says in the header whether all is heard; if not, what is missing, or since when. */
function tell(isHeard) {
  const lost = last ? `connection lost, nothing new since ${clock(last)}, trying again` : 'no answer yet, trying again';
  const whole = unparted.length > 1 ? `live, ${unparted.length} namespaces as one fleet: --each namespace=${unparted.join(',')} parts them` : 'live';
  const now = !isHeard ? lost : down.length ? `down: ${down.join(', ')}` : whole;
  const status = byId('status');
  if (status.textContent === now) return;
  status.textContent = now;
  document.body.classList.toggle('stale', !isHeard);
  document.body.classList.toggle('deaf', isHeard && down.length > 0);
  if (!isHeard && last) fleet.gap();
}

listen('/events', show, () => {
  heard = false;
  tell(false);
});
