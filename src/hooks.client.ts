/** What goes wrong in the browser, in the words of the error page. */
import type { HandleClientError } from '@sveltejs/kit';

/** fetch fails with a TypeError when nobody answers. */
const isOffline = (error: unknown): boolean =>
	!navigator.onLine || (error instanceof TypeError && /fetch|network|load failed/i.test(error.message));

export const handleError: HandleClientError = ({ error, status, message }) => {
	if (isOffline(error)) return { message: 'The server does not answer.', code: 'offline' };
	if (status === 404) return { message: 'There is no such page.', code: 'not_found' };
	return { message: status < 500 ? message : 'This page broke in the browser.', code: 'internal' };
};
