/** Times are the reader's own, and nothing here is for a page without scripts. */
export const ssr = false;
