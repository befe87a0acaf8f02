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
    /** Reserved for folders of house layers: nothing but an empty list works yet. */
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
 * doesn't have, or the folder can't be read
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
 * @throws ProblemsError when `only` or `without` name an unknown option or value, or nothing is left
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
    /** Reserved for folders of house layers: nothing but an empty list works yet. */
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
 * @throws ProblemsError with everything that is wrong with the answers, or with the excluded paths
 */
export declare function renderTree(input?: RenderInput): Promise<RenderedTree>;
/**
 * A generated repository in memory. Paths are relative, with forward slashes, and the record
 * (go-docker.json and go-docker.lock.json) is included.
 */
export interface RenderedTree {
    /** The answers that it was rendered with, defaults included. */
    readonly answers: Answers;
    /** `sha256-` and a digest of every path, mode and content. */
    readonly digest: string;
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
 * @throws Error when `templates` names something that the tree doesn't have
 */
export declare function treeProblems(tree: RenderedTree, { templates }?: TreeProblemsOptions): readonly Problem[];
/** Answers that may be incomplete, but are valid. */
interface SomeAnswers {
    readonly name?: string;
    readonly module?: string;
    readonly [option: string]: Value | undefined;
}
/** The value of an option: one choice or a text, or the chosen values in the order of the table. */
type Value = string | readonly string[];
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
/** How git stores a file: regular or executable. */
type Mode = '100644' | '100755';
/**
 * Who owns a file once it is written: `managed` (the template, so that a difference is drift),
 * `shared` (both), `seeded` (the developer, so that it is written once), `generated` (only the
 * tool).
 */
type Owner = 'managed' | 'shared' | 'seeded' | 'generated';
export {};
