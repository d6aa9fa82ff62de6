/** What an admin sends about webhooks. */
import { z } from 'zod';
import { Slug } from '#lib/schema/values.ts';
import { kinds } from './kinds.ts';

const Name = z.string().trim().min(1, 'A name has at least one character.').max(100);

const Url = z
	.string()
	.trim()
	.max(2000, 'An address has at most 2,000 characters.')
	.refine(
		(text) => /^https?:\/\//i.test(text) && URL.canParse(text),
		'Write an address, as https://example.org/hooks.'
	)
	.refine((text) => {
		if (!URL.canParse(text)) return true;
		const { username, password, hash } = new URL(text);
		return username === '' && password === '' && hash === '';
	}, 'Leave out names, passwords and what follows a #.');

const Kinds = z
	.array(z.enum(kinds.map(({ kind }) => kind)))
	.min(1, 'Choose at least one kind of message.')
	.transform((names) => [...new Set(names)]);

export const WebhookInput = z.strictObject({
	name: Name,
	url: Url,
	kinds: Kinds,
	/** without: of every project */
	project: Slug.optional()
});
export type WebhookInput = z.infer<typeof WebhookInput>;

export const WebhookPatch = z
	.strictObject({
		name: Name.optional(),
		url: Url.optional(),
		kinds: Kinds.optional(),
		/** `on` again after `gone`: told of what happens from then on */
		state: z.enum(['on', 'paused']).optional()
	})
	.refine((patch) => Object.keys(patch).length > 0, 'Name what should change.');
export type WebhookPatch = z.infer<typeof WebhookPatch>;

export const DeliveryQuery = z.strictObject({
	/** failing: sent in vain so far, and tried again; dead: given up */
	state: z.enum(['failing', 'dead', 'waiting', 'sent']).default('dead'),
	cursor: z
		.string()
		.regex(/^[0-9a-z]{24}$/, 'Send the next_cursor of the page before.')
		.optional(),
	limit: z.coerce.number().int().min(1).max(200).default(50)
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

/** Of some messages, or of all that were given up. */
export const DeliveryChoice = z.union([
	z.strictObject({ ids: z.array(z.string().max(40)).min(1).max(500) }),
	z.strictObject({ all: z.literal(true) })
]);
export type DeliveryChoice = z.infer<typeof DeliveryChoice>;
