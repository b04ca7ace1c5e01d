/** What a call of an SDK rejects with; throws where it succeeds, or fails with something else. */
export async function rejectionOf<Failure extends Error>(
  call: Promise<unknown>,
  kind: abstract new (...details: never[]) => Failure,
): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error('The call succeeded');
}
