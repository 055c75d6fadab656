/** Waiting that an abort signal ends. */

/** Resolves after `ms` milliseconds, or as soon as the signal is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** Resolves when a promise has settled, either way, or as soon as the signal is aborted. */
export async function settled(promise: Promise<unknown>, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
    promise.then(done, done);
    function done(): void {
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
