import { prepareFolder } from './prepare-folder.js';

/**
 * A process of its own, because initdb and the migrations leave 700 MB of WebAssembly memory behind that only the end
 * of the process gives back. Argument: the database's folder.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('The folder of the embedded database must be given as the argument.');
await prepareFolder(folder);
