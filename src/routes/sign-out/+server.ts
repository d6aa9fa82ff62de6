import { redirect, type RequestHandler } from '@sveltejs/kit';
import { signOut } from '#lib/http/session.server.ts';

/** A form posts here from any page; a whole page load follows, so nothing of the session stays in memory. */
export const POST: RequestHandler = async (event) => {
	await signOut(event);
	redirect(303, '/sign-in');
};

export const GET: RequestHandler = () => redirect(303, '/');
