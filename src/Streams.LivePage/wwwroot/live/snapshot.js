// One event of /events: tables of series, and how to look things up in them.

/** A table: all series of a pipeline with the same constant labels and names of others; a row holds the values of those, then the values of the columns. */
class Table {
  constructor({ pipeline, constants, labels, columns, rows }) {
    this.pipeline = pipeline;
    this.constants = constants;
    this.labels = labels;
    this.columns = columns;
    this.rows = rows;
  }

  column(name) {
    const index = this.columns.findIndex(c => c.name === name);
    return index < 0 ? -1 : this.labels.length + index;
  }

  label(row, name) {
    const index = this.labels.indexOf(name);
    return index < 0 ? this.constants[name] : row[index];
  }

  /** The labels of a row by their names, without these. */
  labelsOf(row, without) {
    const all = { ...this.constants };
    this.labels.forEach((name, i) => all[name] = row[i]);
    for (const name of without) delete all[name];
    return all;
  }

  /** A text that rows of all tables have in common where pipeline and labels, without these, are the same. */
  keyOf(row, without) {
    if (this.without !== without) {
      const names = [...Object.keys(this.constants), ...this.labels].filter(name => !without.has(name)).sort();
      this.keyed = names.map(name => [name, this.labels.indexOf(name)]);
      this.without = without;
    }
    return this.keyed.reduce((key, [name, at]) => `${key}\0${name}\0${at < 0 ? this.constants[name] : row[at]}`, this.pipeline);
  }
}

export class Snapshot {
  constructor({ time, tables }) {
    this.time = Date.parse(time);
    this.tables = tables.map(t => new Table(t));
  }

  /** The tables that have a column of this name, each with where it stands in a row. */
  find(name) {
    return this.tables.map(table => ({ table, column: table.column(name) })).filter(found => found.column >= 0);
  }

  has(name) {
    return this.find(name).length > 0;
  }

  /** Whether a family has a value. */
  hasValue(name) {
    return this.find(name).some(({ table, column }) => table.rows.some(r => r[column] !== null));
  }

  /** Calls back with table, row, field and value for each value of these families; fields by the families' names. */
  rows(fields, callback) {
    for (const [name, field] of Object.entries(fields)) {
      for (const { table, column } of this.find(name)) {
        for (const row of table.rows) if (row[column] !== null) callback(table, row, field, row[column]);
      }
    }
  }

  /** Calls back with a family's rows that have a value: look up labels by name, and the value. */
  each(name, callback) {
    for (const { table, column } of this.find(name)) {
      for (const row of table.rows) {
        if (row[column] !== null) callback(label => table.label(row, label), row[column]);
      }
    }
  }
}
