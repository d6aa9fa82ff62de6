/** The one file that reads the process's environment. */
const read = (name: string, fallback: string): string => process.env[name] || fallback;

export const environment = {
	databaseUrl: read('DATABASE_URL', 'file:./data/assent.db'),
	host: read('HOST', '127.0.0.1'),
	port: Number(read('PORT', '3000')),
	/** where people reach this instance; links and the sign-in cookie follow it */
	origin: read('ORIGIN', `http://localhost:${read('PORT', '3000')}`),
	demo: read('ASSENT_DEMO', '1') !== '0',
	/** addresses of proxies whose forwarded header counts */
	proxies: read('ASSENT_PROXY', '')
		.split(/[\s,]+/)
		.filter(Boolean),
	/** private addresses and ranges that webhooks may be sent to, and without TLS */
	webhookPrivate: read('ASSENT_WEBHOOK_PRIVATE', '')
		.split(/[\s,]+/)
		.filter(Boolean),
	/** what a scraper of /metrics may send in place of an admin's key; empty: keys alone */
	metricsToken: read('ASSENT_METRICS_TOKEN', ''),
	keys: read('ASSENT_KEYS', './data/keys'),
	/** requests a second that one key or session may make */
	rateLimit: Number(read('ASSENT_RATE', '1000'))
};
