/** Keys of the advisory locks that the gateway takes: one list, so that no two uses collide. */
export const ADVISORY_LOCKS = {
  /** Session lock: one node migrates, the others wait and find nothing left to do. */
  migrations: 4_713_001,
  /** Transaction lock: events get their positions in the order in which they become visible. */
  controlEvents: 4_713_002,
  /** Transaction lock: one node at a time deletes conversations that have expired. */
  expiredConversations: 4_713_003,
  /** Transaction lock: one node at a time folds the ledger's changes into the roll-ups. */
  usageRollUps: 4_713_005,
  /** Transaction lock: one node at a time deletes session bindings that have expired. */
  expiredBindings: 4_713_010,
  /** Transaction lock: one re-rating writes at a time. */
  rerating: 4_713_006,
  /** Transaction lock: one node at a time drops what is older than the retention. */
  usageRetention: 4_713_007,
} as const;
