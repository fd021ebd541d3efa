// Numbers as people read them.

const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const few = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** 12,894; 0.05; nothing where there is no value. */
export const number = v => v === null || v === undefined ? '–' : (Math.abs(v) > 0 && Math.abs(v) < 1 ? few : plain).format(v);

/** 41.7%. */
export const percent = v => v === null || v === undefined ? '–' : `${v.toFixed(1)}%`;

/** Seconds as 12 s, 3 min, 5 h. */
export const age = seconds => {
  if (seconds === null || seconds === undefined) return '–';
  const s = Math.max(0, Math.round(seconds));
  return s < 120 ? `${s} s` : s < 7200 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3600)} h`;
};

/** Names of digits alone by their number, others by their letters, all by one plain comparison. */
export const sortKey = name => /^\d+$/.test(name) ? name.padStart(20, '0') : name.toLowerCase();
