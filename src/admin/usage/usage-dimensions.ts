/** What usage can be grouped by and narrowed to. `series` is the alias of the row that holds them. */
export const DIMENSIONS = {
  key: { value: 'series.key_id::text', type: 'uuid', filter: 'series.key_id' },
  user: { value: 'series.user_id::text', type: 'uuid', filter: 'series.user_id' },
  team: { value: 'series.team_id::text', type: 'uuid', filter: 'series.team_id' },
  /** The one that answered; where none did, the one that was asked for. */
  model: {
    value: 'coalesce(series.model, series.requested_model)',
    type: 'text',
    filter: 'coalesce(series.model, series.requested_model)',
  },
  requested_model: { value: 'series.requested_model', type: 'text', filter: 'series.requested_model' },
  provider: { value: 'series.provider', type: 'text', filter: 'series.provider' },
  status: { value: 'series.status::text', type: 'text', filter: 'series.status::text' },
  status_class: {
    value: `(series.status / 100)::text || 'xx'`,
    type: 'text',
    filter: `(series.status / 100)::text || 'xx'`,
  },
  tag: { value: 'tag.name', type: 'text', filter: 'tag.name' },
} as const satisfies Record<string, { value: string; type: 'uuid' | 'text'; filter: string }>;

export type Dimension = keyof typeof DIMENSIONS;
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as readonly Dimension[];
