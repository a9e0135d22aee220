/** Set while a page of another build has been reloaded, and no action has been answered since. */
const RELOADED = "tickline.reloaded";
const TOLD = "told";

/**
 * Reloads a page that is older than the server. Only once until an action is answered: behind a proxy, servers of two builds
 * may take turns. A form whose changes are not saved asks first, by the browser's question.
 */
export function reloadOnce(): void {
  if (sessionStorage.getItem(RELOADED) !== null) return;
  sessionStorage.setItem(RELOADED, "");
  location.reload();
}

/** An action was answered: this page and the server are of one build. */
export const noteCurrent = (): void => sessionStorage.removeItem(RELOADED);

/** Whether this page was reloaded for an action, which was not done; true once. */
export function wasReloaded(): boolean {
  if (sessionStorage.getItem(RELOADED) !== "") return false;
  sessionStorage.setItem(RELOADED, TOLD);
  return true;
}
