/** Holds only InstallationClaimed: whoever appends its first event is the first owner, and nobody else. */
export const INSTALLATION_STREAM = 'installation';

export const userStream = (userId: string) => `user:${userId}`;
