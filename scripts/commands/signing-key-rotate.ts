import { rotateSigning } from '#lib/auth/signing.server.ts';
import { environment } from '#lib/schema/environment.ts';
import { actor, note, print, withStore, type Command } from '../lib/command.ts';

export const command: Command = {
	usage: 'signing-key rotate',
	summary:
		'Makes another key that signs receipts and the log from now on; what older keys signed still holds.',
	options: {},
	async run() {
		const kid = await withStore((store) => rotateSigning(environment.keys, store, actor));
		note('Running servers take it within seconds. The older public keys stay at /.well-known/jwks.json.');
		print(kid);
		return 0;
	}
};
