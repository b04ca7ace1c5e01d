/** What a promise gives within the limit, milliseconds; rejects with `late()` after it. The promise itself goes on. */
export async function inTime<Value>(promise: Promise<Value>, limitMs: number, late: () => Error): Promise<Value> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(late()), limitMs);
  try {
    return await Promise.race([promise, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
