// The live page: listens to the daemon, and shows what it says once a second.

import { byId, setText } from './dom.js';
import { Fleet } from './fleet.js';
import { Others } from './others.js';
import { Snapshot } from './snapshot.js';
import { Sources } from './sources.js';
import { listen } from './stream.js';
import { Workers } from './workers.js';

// Tables measure before charts and tiles write.
const fleet = new Fleet();
const views = [new Workers(), fleet, new Sources(), new Others()];
let last = 0;

function show(text) {
  performance.mark('update');
  const snapshot = new Snapshot(text);
  last = snapshot.time;
  for (const view of views) view.show(snapshot);
  snapshot.each('streams_build_info', label => setText(byId('version'), label('version')));
  setText(byId('clock'), new Date(snapshot.time).toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC'));
  performance.clearMeasures('update');
  performance.measure('update', 'update');
}

function tell(heard) {
  const status = byId('status');
  const now = heard ? 'live' : last ? 'connection lost, trying again' : 'no answer yet, trying again';
  if (status.textContent === now) return;
  status.textContent = now;
  document.body.classList.toggle('stale', !heard);
  if (!heard && last) fleet.gap(last + 1);
}

listen('/events', show, tell);
