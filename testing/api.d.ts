/** Something that stops a run, described for the user. */
export interface Problem {
    /** What failed, and why. */
    readonly what: string;
    /** What to do about it. */
    readonly fix?: string;
}
/** Everything that stops a run, as an error; a subclass is a special case. */
export declare class ProblemsError extends Error {
    name: string;
    readonly problems: readonly Problem[];
    constructor(problems: readonly Problem[], options?: ErrorOptions);
}
/** One combination of answers. */
export interface Cell {
    /** The values, joined by dashes: unique, and valid as the name of a folder. */
    readonly title: string;
    /** A value for each option; add a `name` or `module` if the test needs one. */
    readonly answers: SomeAnswers;
}
/** Which combinations to return. */
export interface MatrixOptions {
    /**
     * `all` combinations (the default), or `pairwise`: the defaults, and so many others that every
     * two values of different options occur together.
     */
    readonly strength?: 'all' | 'pairwise';
    /** The only values to use: option → values. */
    readonly only?: Readonly<Record<string, readonly Value[]>>;
    /** Combinations of values to leave out: those that contain all values of an entry. */
    readonly without?: readonly Readonly<Record<string, Value>>[];
    /** Folders of house layers, of which a later one wins. */
    readonly layers?: readonly string[];
}
/**
 * Renders twice, the second time with another time zone, locale, current directory and umask, which
 * are restored afterwards, and compares the digests. They belong to the whole process, so nothing
 * else may run at the same time.
 *
 * @example
 * await expectDeterministic(() => renderTree({ answers }))
 *
 * @throws AssertionError with the first path that differs; Error in a worker thread, where neither
 * directory nor umask can be changed
 */
export declare function expectDeterministic(render: () => RenderedTree | Promise<RenderedTree>): Promise<void>;
/** Files in memory. Paths are relative, with forward slashes. */
export interface FileTree {
    /** Returns all paths, sorted. */
    paths(): readonly string[];
    /**
     * Returns a file as text.
     * @throws Error when the tree has no such file, or it is not UTF-8
     */
    read(path: string): string;
    /** Returns the bytes of a file. @throws Error when the tree has no such file */
    bytes(path: string): Uint8Array;
    /** Returns the mode of a file. @throws Error when the tree has no such file */
    mode(path: string): Mode;
}
/** How a tree is compared with a folder. */
export interface MatchOptions {
    /**
     * `full` (the default) compares every file, and keeps binary ones only as a digest;
     * `index` compares only paths, modes, owners and layers, and keeps only TREE.json.
     */
    readonly level?: 'full' | 'index';
    /** Paths to compare, and folders that end with a slash; undefined for the whole tree. */
    readonly only?: readonly string[];
    /** What to replace by tokens before comparing. */
    readonly normalise?: readonly Normaliser[];
    /**
     * Whether to write the folder if the tree differs. Without it, only a folder that doesn't exist
     * is written, or any with `UPDATE_TREES=1`. Nothing is ever written when `CI` is set.
     */
    readonly update?: boolean;
}
/** Whether a tree matches a folder. */
export interface MatchResult {
    readonly pass: boolean;
    /** Every difference and what to do about it, or what matches or was written. */
    readonly message: string;
}
/**
 * Compares a tree with a folder of real files and TREE.json, the index of their modes, owners,
 * layers and digests. A file that only one of them has is a difference.
 *
 * @param folder relative to the current directory
 *
 * @example
 * const { pass, message } = matchTree(tree, new URL('trees/greeter', import.meta.url))
 * assert.ok(pass, message)
 *
 * @throws ProblemsError when a path is not safe; Error when `only` names something that the tree
 * doesn't have, or the folder can't be read; TypeError for an unknown option or level
 */
export declare function matchTree(tree: RenderedTree, folder: string | URL, options?: MatchOptions): MatchResult;
/**
 * Matchers for `expect.extend`. `create-go-docker/testing/vitest` extends vitest's `expect` with
 * them, and its types.
 *
 * `expect(tree).toMatchTree(folder, options)` is `matchTree`, but a folder is relative to the test
 * file, and `-u` updates it like a snapshot.
 */
export declare const treeMatchers: {
    toMatchTree(this: MatcherContext, received: unknown, folder: string | URL, options?: MatchOptions): MatcherResult;
};
/**
 * Returns combinations of answers, always in the same order. An option with a single choice has
 * each of its values; one with several has none, each one and all of them; a text has its default.
 *
 * @example
 * describe.each(matrix({ strength: 'pairwise' }))('$title', ({ answers }) => { … })
 *
 * @throws ProblemsError when `only` or `without` name an unknown option or value, nothing is left, or
 * a layer can't be used; TypeError for an unknown option or strength
 */
export declare function matrix(options?: MatrixOptions): readonly Cell[];
/**
 * Replaces the version of create-go-docker and the digest of its templates by `<generatorVersion>`
 * and `<integrity>`. Then an upgrade of the package changes only files whose content changed.
 */
export declare function generatorVersion(): Normaliser;
/** Replaces a module path by `<module>`, in Go files and everywhere else. */
export declare function module(path: string): Normaliser;
/**
 * Replaces something that changes by a visible token, before a tree is compared with a folder.
 * TREE.json records the names, so that a folder is never compared with other normalisers.
 */
export interface Normaliser {
    /** What TREE.json records, such as `versions()`: different for different replacements. */
    readonly name: string;
    /** Variables of the templates, with the token that each prints instead of its value. */
    readonly variables?: Readonly<Record<string, string>>;
    /** Returns the text of a file with tokens. */
    readonly text?: (text: string, path: string) => string;
}
/**
 * Replaces every match of a pattern by a token.
 * @param pattern a text, or a regular expression, which is always applied to the whole file
 *
 * @example
 * replaceAll(/\b20\d\d\b/, '<year>')
 */
export declare function replaceAll(pattern: string | RegExp, token: string): Normaliser;
/**
 * Replaces every version that the templates pin: those of Go, images, actions and tools by tokens
 * such as `<goVersion>`, those in go.mod and go.sum by `<version>` and `<digest>`; and everything
 * that `generatorVersion()` replaces.
 */
export declare function versions(): Normaliser;
/** What a tree is rendered from. */
export interface RenderInput {
    /**
     * Answers, of which any may be missing: the name is then `greeter`, or the last element of the
     * module path; the module path `github.com/acme/NAME`; and an option has its default.
     */
    readonly answers?: SomeAnswers;
    /**
     * Folders of house layers, relative to the current directory, of which a later one wins.
     */
    readonly layers?: readonly string[];
    /** Paths that the repository excludes, as in `exclude` of go-docker.json. */
    readonly exclude?: readonly string[];
}
/**
 * Renders the repository that a create in an empty directory would write, in memory.
 *
 * @example
 * const tree = await renderTree({ answers: { framework: 'echo', database: 'redis' } })
 * tree.read('go.mod') // 'module github.com/acme/greeter…'
 *
 * @throws ProblemsError with everything that is wrong with the answers, the excluded paths or a layer;
 * TypeError for an unknown option
 */
export declare function renderTree(input?: RenderInput): Promise<RenderedTree>;
/** A generated repository in memory; the record (go-docker.json and go-docker.lock.json) is included. */
export interface RenderedTree extends FileTree {
    /** The answers that it was rendered with, defaults included. */
    readonly answers: Answers;
    /** `sha256-` and a digest of every path, mode and content. */
    readonly digest: string;
    /** Returns the owner of a file. @throws Error when the tree has no such file */
    owner(path: string): Owner;
    /** Returns the name of the layer that a file comes from. @throws Error when there is no such file */
    layer(path: string): string;
    /**
     * Writes the tree with its modes, for tools that need files, such as `go vet` or `docker build`.
     * @param directory a directory that is empty, or doesn't exist
     */
    writeTo(directory: string | URL): Promise<void>;
    /** Returns the same tree with tokens in place of what changes; its record describes the tokens. */
    normalised(normalisers: readonly Normaliser[]): RenderedTree;
}
/** Two states of a template, for example two versions of a layer. */
export interface ConformanceInput extends RepositoryOptions {
    /** What the repositories are rendered from. */
    readonly from: RenderInput;
    /** What they are updated to. What this leaves out stays as it was. */
    readonly to: RenderInput;
}
/**
 * Updates repositories that users edited in every way that updates are known to lose work in: they
 * add lines, delete, move and replace files, change modes and line endings, and so on, each in all
 * files at once. Returns what was lost; nothing, as long as updates keep their promises:
 *
 * - Without edits, the result is the new render, and `check` finds nothing.
 * - Every line that the user wrote is still there, also in a conflict.
 * - A deleted file comes back only as a conflict, and a file of the user's stays as it is.
 * - After an update without conflicts, another one changes nothing, and `check` finds nothing new.
 *
 * @example
 * const versions = { from: { layers: ['layers/house-1'] }, to: { layers: ['layers/house-2'] } }
 * expect(await conformance(versions)).toEqual([])
 *
 * @throws the errors of updateScenario
 */
export declare function conformance(input: ConformanceInput): Promise<readonly Loss[]>;
/** Something that an update lost or did wrong. */
export interface Loss {
    /** What the user did before the update, such as `deletes every file`. */
    readonly scenario: string;
    /** The path that it is about, if it is about one. */
    readonly path?: string;
    readonly what: string;
}
/** An update to try. */
export interface ScenarioInput extends RepositoryOptions {
    /** What the repository is rendered from. */
    readonly from: RenderInput;
    /** What it is updated to. What this leaves out stays as it was. */
    readonly to: RenderInput;
    /** Edits the repository before the update, as its user would. */
    readonly user?: (files: UserFiles) => void | Promise<void>;
}
/** The result of an update. */
export interface ScenarioResult {
    /** `done`, or `conflicts-left` with markers in the files. */
    readonly kind: 'done' | 'conflicts-left';
    /** What the command exits with: 0, or 1 for conflicts. */
    readonly exitCode: number;
    /** The engine that merged; null if nothing had to be merged. */
    readonly engine: 'git' | 'built-in' | null;
    readonly plan: UpdatePlan;
    /** The files of the repository afterwards. */
    readonly tree: FileTree;
    /** The content of go-docker.lock.json afterwards. */
    readonly lock: Lock;
}
/** What an update did, as `create-go-docker update --json` says it. */
export interface UpdatePlan {
    /** What happened to each path. */
    readonly files: Readonly<Record<string, 'create' | 'identical' | 'update' | 'merge' | 'keep' | 'remove' | 'conflict'>>;
    /** The paths that a person has to decide, and why. */
    readonly conflicts: readonly {
        readonly path: string;
        readonly kind: ConflictKind;
    }[];
    /** The files that have another path now. */
    readonly renames: readonly Rename[];
    /** The files of the template that the update left alone. */
    readonly left: readonly Left[];
}
/**
 * Renders a repository, lets a user edit it, and updates it as the command does: to other answers,
 * other layers, or other versions of them. Works in a temporary folder, which is removed, without
 * the user's git configuration and without a network.
 *
 * @example
 * const { exitCode, tree } = await updateScenario({
 *   from: { layers: ['layers/house-1'] },
 *   to: { layers: ['layers/house-2'] },
 *   user: (files) => files.write('Makefile', `${files.read('Makefile')}# mine\n`),
 * })
 *
 * @throws ProblemsError with everything that is wrong with an input, or why the update is refused,
 * also when git is needed and doesn't work; TypeError for an unknown option or engine
 */
export declare function updateScenario(input: ScenarioInput): Promise<ScenarioResult>;
/** The files of a repository, to edit as its user would. Paths are relative to the repository. */
export interface UserFiles extends FileTree {
    /** Writes a file, and the folders that it is in; an existing one keeps its mode. */
    write(path: string, content: string | Uint8Array): void;
    /** Deletes a file. @throws Error when there is none */
    remove(path: string): void;
    /** Moves a file. @throws Error when there is none, or one at the new path */
    rename(from: string, to: string): void;
    /** Makes a file executable (`100755`), or not (`100644`). @throws Error when there is none */
    chmod(path: string, mode: Mode): void;
}
/** What `treeProblems` accepts. */
export interface TreeProblemsOptions {
    /**
     * Paths of files that are templates themselves, such as those of Helm or goreleaser, and folders
     * of them that end with a slash. They may contain `{{`, and need not parse.
     */
    readonly templates?: readonly string[];
}
/**
 * Returns what is wrong with a tree, whatever its templates are: a path that is not safe on every
 * system; `{{` or `.hbs` left over; a text without a final newline, or with carriage returns; a
 * script with `#!` that neither is executable nor copied by a Dockerfile with such a `--chmod`; YAML
 * or JSON that doesn't parse.
 *
 * @example
 * expect(treeProblems(await renderTree({ answers }))).toEqual([])
 *
 * @throws Error when `templates` names something that the tree doesn't have;
 * TypeError for an unknown option
 */
export declare function treeProblems(tree: RenderedTree, options?: TreeProblemsOptions): readonly Problem[];
/** Answers that may be incomplete, but are valid. */
interface SomeAnswers {
    readonly name?: string;
    readonly module?: string;
    readonly [option: string]: Value | undefined;
}
/** The value of an option: one choice or a text, or the chosen values in the order of the table. */
type Value = string | readonly string[];
/** How git stores a file: regular or executable. */
type Mode = '100644' | '100755';
/** What vitest (and Jest) tell a matcher. */
interface MatcherContext {
    readonly isNot?: boolean;
    readonly testPath?: string;
    readonly snapshotState?: unknown;
}
/** What a matcher returns. */
interface MatcherResult {
    readonly pass: boolean;
    readonly message: () => string;
}
/**
 * What a repository is made from: its name, its module path and one value for each row of the
 * table.
 */
interface Answers {
    readonly name: string;
    readonly module: string;
    readonly [option: string]: Value;
}
/**
 * Who owns a file once it is written: `managed` (the template, so that a difference is drift),
 * `shared` (both), `seeded` (the developer, so that it is written once), `generated` (only the
 * tool).
 */
type Owner = 'managed' | 'shared' | 'seeded' | 'generated';
/** How a test repository is made and updated. */
interface RepositoryOptions {
    /** Whether it is a git repository; true by default. */
    readonly git?: boolean;
    /** How to merge: with git (the default), or as on a machine without a recent git. */
    readonly engine?: 'git' | 'built-in';
}
/** The lock, version 1: enough to know later, offline, what the tool wrote and from what. */
interface Lock {
    readonly lockfileVersion: 1;
    /** The name of the generator in plop. */
    readonly generator: string;
    readonly answers: Readonly<Record<string, string | readonly string[]>>;
    /** Paths of the tree that the repository excludes. */
    readonly exclude?: readonly string[];
    readonly layers: readonly LockLayer[];
    /** The conflicts of the last update that the user has not resolved yet. */
    readonly unresolved?: readonly string[];
    /** Path → what exists there. The record itself is not included. */
    readonly files: Readonly<Record<string, LockFile>>;
}
/**
 * Why a path could not be merged. `modify/delete`: the template changed a file that the user
 * deleted; `delete/modify`: the other way round; `rename`: both moved it, to different paths;
 * `link`: one of the versions is a symbolic link; `markers`: those of our block are broken, or those
 * around the user's lines are not the template's; `generated`: the template alone writes it from now
 * on, and the user edited it; `no-base`: the version that both come from is not available;
 * `obstacle`: no regular file is at the path.
 */
type ConflictKind = 'content' | 'add/add' | 'modify/delete' | 'delete/modify' | 'rename' | 'binary' | 'link' | 'markers' | 'generated' | 'no-base' | 'obstacle';
/** A file that has another path in the result: ours or the template's rename, followed. */
interface Rename {
    readonly from: string;
    readonly to: string;
    readonly by: 'ours' | 'theirs';
}
/** A file of the template that the update leaves alone. */
interface Left {
    readonly path: string;
    readonly why: 'seeded' | 'kept' | 'ignored';
    /** What the template did with it. */
    readonly change: 'added' | 'changed' | 'removed';
}
/** Where a layer came from: enough to render it again. */
interface LockLayer {
    readonly name: string;
    readonly version: string;
    /** A digest of everything that the layer contains; see docs/templates.md. */
    readonly integrity: string;
    /** The source of a house layer, as in the intent; the built-in layer has none. */
    readonly use?: string;
    /** What a source with a range or a branch resolved to: `NAME@VERSION`, or a git commit. */
    readonly resolved?: string;
    /** The digest of the npm package, as in npm's lock: `sha512-<base64>`. */
    readonly tarball?: string;
}
/** What exists at a path of the tree, and what it was made from. */
interface LockFile {
    /**
     * The SHA-256 of the file, or of our marked block in it; null if it is not a file, or is one of the
     * user's that git ignores.
     */
    readonly sha256: string | null;
    /** The ID under which git stores the rendered file: the base of a later merge. */
    readonly blob: string;
    /** The mode of what exists there, as git writes it. */
    readonly mode: string;
    readonly owner: Owner;
    /** The name of the layer that it comes from. */
    readonly layer: string;
    /** The existing file is the user's, not what was rendered. */
    readonly kept?: true;
    /** The digest is of our marked block; every other line is the user's. */
    readonly block?: true;
    /** The path in the template, if the user has moved the file. */
    readonly from?: string;
}
export {};
