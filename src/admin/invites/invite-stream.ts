/** Version 1: issued; version 2: accepted. */
export const inviteStream = (inviteId: string) => `invite:${inviteId}`;
