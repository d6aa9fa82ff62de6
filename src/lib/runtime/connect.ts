/** How an agent asks before it acts, in three languages. The tests run these texts as they are printed. */

type Where = { origin: string; project: string };

export const languages = ['curl', 'TypeScript', 'Python'] as const;
export type Language = (typeof languages)[number];

const curl = ({ origin, project }: Where): string => `# Ask, and wait up to 55 seconds for the answer.
answer=$(curl -sS "${origin}/api/v1/decisions?wait=55" \\
  -H "Authorization: Bearer $ASSENT_KEY" -H "Content-Type: application/json" \\
  -d '{"project":"${project}","action":{"name":"mail.send","args":{"to":"c-1","body":"Your parcel is on its way."}},"confidence":0.9,"risk":"low"}')
echo "$answer"

# When it is approved, use the grant up right before running exactly this.
field() { printf '%s' "$answer" | sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }
case "$(printf '%s' "$answer" | sed -n 's/.*"status":"\\([a-z_]*\\)".*/\\1/p')" in
  auto_approved|approved|approved_with_edit)
    curl -sS --fail "${origin}/api/v1/grants/$(field id)/consume" \\
      -H "Authorization: Bearer $ASSENT_KEY" -H "Content-Type: application/json" \\
      -d "{\\"action_hash\\":\\"$(field action_hash)\\",\\"token\\":\\"$(field token)\\"}" ;;
esac
`;

const typescript = ({
	origin,
	project
}: Where): string => `const assent = async (path: string, body: object) => {
	const response = await fetch('${origin}/api/v1' + path, {
		method: 'POST',
		headers: { authorization: 'Bearer ' + process.env.ASSENT_KEY, 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	const answer = await response.json();
	if (!response.ok) throw new Error(answer.code + ': ' + answer.detail);
	return answer;
};

// Ask, and wait up to 55 seconds for the answer.
const decision = await assent('/decisions?wait=55', {
	project: '${project}',
	action: { name: 'mail.send', args: { to: 'c-1', body: 'Your parcel is on its way.' } },
	confidence: 0.9,
	risk: 'low'
});
console.log(decision.status);

if (decision.grant) {
	// Right before running: once, and for exactly this action.
	const { id, token, action_hash } = decision.grant;
	const { action } = await assent('/grants/' + id + '/consume', { token, action_hash });
	console.log('running', action.name, action.args);
	await assent('/decisions/' + decision.id + '/outcome', { status: 'succeeded' });
}
`;

const python = ({ origin, project }: Where): string => `import json, os, urllib.request

def assent(path, body):
    request = urllib.request.Request(
        "${origin}/api/v1" + path,
        data=json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + os.environ["ASSENT_KEY"], "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=70) as response:
        return json.load(response)

# Ask, and wait up to 55 seconds for the answer.
decision = assent("/decisions?wait=55", {
    "project": "${project}",
    "action": {"name": "mail.send", "args": {"to": "c-1", "body": "Your parcel is on its way."}},
    "confidence": 0.9,
    "risk": "low",
})
print(decision["status"])

if "grant" in decision:
    # Right before running: once, and for exactly this action.
    grant = decision["grant"]
    run = assent("/grants/" + grant["id"] + "/consume", {"token": grant["token"], "action_hash": grant["action_hash"]})
    print("running", run["action"]["name"], run["action"]["args"])
    assent("/decisions/" + decision["id"] + "/outcome", {"status": "succeeded"})
`;

const texts: Record<Language, (where: Where) => string> = { curl, TypeScript: typescript, Python: python };

export const connectText = (language: Language, where: Where): string => texts[language](where);
