/** For the command, as a script of an embedded installation has it. */
export const ROOT_TOKEN = 'root-token-of-the-browser-tests'
