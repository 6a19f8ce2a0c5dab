/** The first SIGINT or SIGTERM asks; the second one ends the process at once. */
export function createStopRequest(target: NodeJS.Process): () => Promise<void> {
  let requested: Promise<void> | undefined;
  return () => {
    requested ??= new Promise((resolve) => {
      let asked = false;
      const onSignal = () => {
        if (asked) target.exit(1);
        asked = true;
        resolve();
      };
      target.on('SIGINT', onSignal);
      target.on('SIGTERM', onSignal);
    });
    return requested;
  };
}
