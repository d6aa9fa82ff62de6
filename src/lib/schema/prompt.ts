/** When two prompts are the same one, however they are written. */

/** Plain words with one blank between them: most prompts are, and nothing but their case is to be changed. */
const plain = /^[!-~]+(?: [!-~]+)*$/;

/** Case, width, composition and white space tell no two prompts apart. */
export const normalPrompt = (text: string): string =>
	plain.test(text) ? text.toLowerCase() : text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
