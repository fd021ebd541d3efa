// Which fleets there are: what each pipeline says of each component, told apart by the labels that are not a worker's own.

export const OF_WORKER = new Set(['worker_id', 'dp_rank', 'window']);

/** The figures of a fleet, by the families that they come from; of several windows the first. */
export const FIGURES = {
  llm_load_avg: 'load',
  llm_load_std: 'deviation',
  llm_load_fleet_percent: 'loadPercent',
  llm_kv_hit_rate_fleet_percent: 'hit',
  llm_kv_hit_rate_fleet_window_percent: 'hitNow',
  llm_kv_reuse_fleet_percent: 'reuse',
  llm_kv_reuse_fleet_window_percent: 'reuseNow',
};

/** What is counted of each worker, and adds up. */
const COUNTS = {
  llm_requests_active_slots: 'active',
  llm_requests_total_slots: 'total',
  llm_requests_waiting: 'waiting',
  llm_kv_blocks_active: 'blocks',
  llm_kv_blocks_total: 'blocksTotal',
};

/**
 * The pipelines that have a fleet, each { name, workers, parts }; a part is { key, labels } with figures as numbers or null, and with counts
 * as { sum, of, most }, of how many series.
 */
export function fleetsOf(snapshot) {
  const workers = new Map();
  snapshot.each('streams_workers', (label, value) => workers.set(label('pipeline'), value));
  const pipelines = new Map();
  const part = (table, row) => {
    const key = table.keyOf(row, OF_WORKER);
    if (!pipelines.has(table.pipeline)) pipelines.set(table.pipeline, { name: table.pipeline, workers: workers.get(table.pipeline) ?? null, parts: new Map() });
    const { parts } = pipelines.get(table.pipeline);
    if (!parts.has(key)) parts.set(key, empty(key, table.labelsOf(row, OF_WORKER)));
    return parts.get(key);
  };
  snapshot.rows(FIGURES, (table, row, field, value) => part(table, row)[field] ??= value);
  snapshot.rows(COUNTS, (table, row, field, value) => {
    const count = part(table, row)[field];
    count.sum += value;
    count.of++;
    count.most = Math.max(count.most, value);
  });
  return [...pipelines.values()].map(p => ({ ...p, parts: [...p.parts.values()].sort((a, b) => a.key < b.key ? -1 : 1) }));
}

/** The figures as they were: for each part by its key a list of [seconds, figures]. */
export function pastOf(past) {
  const parts = new Map();
  past.rows(FIGURES, (table, row, field, values) => {
    const key = table.keyOf(row, OF_WORKER);
    if (!parts.has(key)) parts.set(key, past.times.map(seconds => [seconds, {}]));
    values.forEach((value, i) => parts.get(key)[i][1][field] ??= value);
  });
  return parts;
}

/** What adds up over the parts of a pipeline, as a part: no worker is in two of them. */
export function whole(parts) {
  const all = empty('', {});
  for (const field of Object.values(COUNTS)) {
    for (const part of parts) {
      all[field].sum += part[field].sum;
      all[field].of += part[field].of;
    }
  }
  return all;
}

/** What tells each of these sets of labels from the others, in words; empty where there is one alone. */
export function namesOf(sets) {
  const names = new Set(sets.flatMap(Object.keys));
  const telling = [...names].filter(name => sets.some(labels => labels[name] !== sets[0][name]));
  return sets.map(labels => telling.map(name => labels[name]).filter(Boolean).join(' · '));
}

function empty(key, labels) {
  const part = { key, labels };
  for (const field of Object.values(FIGURES)) part[field] = null;
  for (const field of Object.values(COUNTS)) part[field] = { sum: 0, of: 0, most: 0 };
  return part;
}
