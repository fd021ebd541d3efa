// Writes each dashboard as a literal of Grafana's types: tsc finds what is unknown or of another type.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

mkdirSync('made', { recursive: true });
for (const name of ['grafana', 'daemon']) {
  const dashboard = JSON.parse(readFileSync(`../../../grafana/${name}.json`, 'utf8'));
  const { panels, annotations, ...rest } = dashboard;
  const lines = [
    "import type { AnnotationQuery, Dashboard, FieldConfig, Panel, RowPanel } from '@grafana/schema';",
    "import type { Options as Stat } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.d.ts';",
    "import type { Options as BarGauge } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen.d.ts';",
    "import type { Options as TimeSeries, FieldConfig as Lines } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.d.ts';",
    "import type { Options as Table } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen.d.ts';",
    "import type { Options as Text } from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen.d.ts';",
    "import type { Options as Heatmap } from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen.d.ts';",
    '// In JSON an enumeration is its value.',
    'type Loose<T> = T extends string ? `${T}` : T extends number | boolean | null | undefined ? T : T extends (infer I)[] ? Loose<I>[] : T extends object ? { [K in keyof T]: Loose<T[K]> } : T;',
    'type Options = { stat: Partial<Stat>; bargauge: Partial<BarGauge>; timeseries: Partial<TimeSeries>; table: Partial<Table>; text: Partial<Text>; heatmap: Partial<Heatmap> };',
    "// What Prometheus' data source adds to an annotation stands in it, and in no type of the schema.",
    'type Annotation = Loose<AnnotationQuery> & { expr: string; step: string; titleFormat: string; textFormat: string };',
    `export const annotations: Annotation[] = ${JSON.stringify(annotations.list)};`,
    `export const dashboard: Loose<Omit<Dashboard, 'panels' | 'annotations' | 'id'>> & { id: null } = ${JSON.stringify(rest)};`,
  ];
  panels.forEach((panel, i) => {
    const { options, fieldConfig, ...own } = panel;
    lines.push(`export const panel${i}: Loose<Partial<${panel.type === 'row' ? 'RowPanel' : 'Panel'}>> = ${JSON.stringify(own)};`);
    if (options) lines.push(`export const options${i}: Loose<Options['${panel.type}']> = ${JSON.stringify(options)};`);
    if (fieldConfig?.defaults.custom && panel.type === 'timeseries') lines.push(`export const lines${i}: Loose<Lines> = ${JSON.stringify(fieldConfig.defaults.custom)};`);
    if (fieldConfig) lines.push(`export const defaults${i}: Loose<FieldConfig> = ${JSON.stringify(fieldConfig.defaults)};`);
  });
  writeFileSync(`made/${name}.ts`, lines.join('\n') + '\n');
}
