// Runs PHP 7.4, as WebAssembly, from standard input: FOLDER of the Node packages, then files that it can read.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const [folder, ...files] = process.argv.slice(2);
const require = createRequire(resolve(folder, 'package.json'));
const { getPHPLoaderModule } = require('@php-wasm/node-7-4');
const { PHP, loadPHPRuntime } = require('@php-wasm/universal');

const php = new PHP(await loadPHPRuntime(await getPHPLoaderModule()));
for (const file of files) {
  php.mkdirTree(dirname(resolve(file)));
  php.writeFile(resolve(file), readFileSync(file));
}
const answer = await php.run({ code: readFileSync(0, 'utf8') });
process.stdout.write(answer.text);
process.stderr.write(answer.errors);
php.exit(answer.exitCode);
