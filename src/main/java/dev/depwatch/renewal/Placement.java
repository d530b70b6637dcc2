package dev.depwatch.renewal;

import dev.depwatch.text.Phrase;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where a file belongs: one decision, pure. A place is certain only if the name that Apple gave the file, and the
 * public key for which it is encrypted as far as that is known, both say so.
 *
 * @param ruling whether it may be uploaded
 * @param tokens the entries in Jamf Pro that it is for, or among which a person has to choose; none if {@link #of}
 *     refuses it
 * @param why for a person: why it is refused, or why one has to choose
 */
public record Placement(Ruling ruling, List<Token> tokens, String why) {
    /** Whether a file may be uploaded. */
    public enum Ruling {
        /** To each of the tokens. */
        CERTAIN,
        /** A person chooses. */
        ASK,
        /** To each of the tokens, and it is not to be uploaded again. */
        UPLOADED_BEFORE,
        REFUSED
    }

    /**
     * What is known of the place a file could go to.
     *
     * @param tokens the tokens to renew
     * @param others that depwatch knows besides
     * @param keys the public keys of the instances, as far as they could be read
     * @param astray those whose entry has the token of another server
     * @param unread the instances whose tokens are not known, for a person; "" if there are none
     */
    record Places(
            List<Token> tokens, List<Token> others, Map<Instance, PublicKey> keys, List<Token> astray, String unread) {
        private List<Token> of(TokenKind kind) {
            return those(tokens, token -> token.kind() == kind);
        }

        /** The same, with every token that depwatch knows on the list. */
        Places ofAll() {
            List<Token> all = Stream.concat(tokens.stream(), others.stream()).toList();
            return new Places(all, List.of(), keys, astray, unread);
        }

        /** Those on the list come first. */
        private List<Token> known(TokenKind kind) {
            return ofAll().of(kind);
        }

        /** Whether the instance of the token can read the file; empty if its key is not known. */
        Optional<Boolean> isFor(TokenFile file, Token token) {
            return Optional.ofNullable(keys.get(token.instance())).flatMap(key -> key.isOf(file));
        }
    }

    /**
     * The place of a file. The records come first: depwatch neither uploads again nor refuses what is in place already.
     *
     * @param downloads the files that this run knows; a later one of the same server ended this one
     */
    static Placement of(
            TokenFile file, Collection<TokenFile> downloads, Places places, RenewalHistory history, Instant now) {
        boolean isContent = file.kind() == TokenKind.CONTENT;
        Placement place = isContent ? content(file, downloads, places, now) : enrollment(file, places);
        List<Token> known = places.known(file.kind());
        List<Token> uploaded = history.tokens(file);
        // Another server's token took the place of this server's newest.
        List<Token> lost = those(places.astray, one -> isServerOf(one, those(uploaded, up -> !up.endsBefore(one))));
        List<Token> had = those(known, token -> history.had(file, token) && !lost.contains(token));
        String before = "it was uploaded before, to " + names(had);
        boolean isNamed = place.ruling == Ruling.CERTAIN || (isContent && place.tokens.size() == 1);
        List<Token> open = those(
                place.tokens,
                token -> !had.contains(token) && (isNamed || had.isEmpty() || isServerOf(token, uploaded)));
        if (!had.isEmpty() && (open.isEmpty() || place.ruling == Ruling.REFUSED)) {
            return new Placement(Ruling.UPLOADED_BEFORE, had, before);
        }
        if (open.isEmpty()) {
            return place;
        }
        List<Token> siblings = those(known, token -> isServerOf(token, open));
        Optional<String> newerFile = newerFile(file, downloads, places, siblings, history);
        if (newerFile.isPresent()) {
            return refused("a newer file for the same server is known, " + newerFile.get()
                    + ". Apple ended this one when that was downloaded. Delete it");
        }
        // A newer token in any entry of a server shows that Apple ended the file.
        List<Token> newer = those(siblings, file::isOlderThan);
        List<Token> older = those(open, token -> !isServerOf(token, newer));
        if (older.isEmpty()) {
            return refused("it is older than the token of " + names(newer)
                    + (isContent ? "" : ", which Apple made valid when it ended this one")
                    + ". Look for a newer file. Download again only if the token in place must be replaced");
        }
        if (place.ruling == Ruling.REFUSED) {
            return refused(place.why);
        }
        List<Token> same =
                those(isContent ? known : older, token -> !places.astray.contains(token) && file.endsWith(token, now));
        if (!same.isEmpty()) {
            String why = "it expires when the token of " + names(same) + " expires, and may be the same token";
            // A content token is of one location, which its end tells; an enrolment token ends on a day.
            List<Token> others = those(older, token -> !isContent || !same.contains(token));
            return others.isEmpty() ? new Placement(Ruling.UPLOADED_BEFORE, same, why) : ask(others, why);
        }
        // A person may have chosen the wrong location before.
        return isContent && !had.isEmpty() ? ask(older, before) : new Placement(place.ruling, older, place.why);
    }

    static List<Token> those(List<Token> tokens, Predicate<Token> which) {
        return tokens.stream().filter(which).toList();
    }

    static boolean isServerOf(Token token, List<Token> others) {
        return others.stream().map(Token::server).anyMatch(token.server()::equals);
    }

    /**
     * The name of a later download, which ended this one also if it serves nobody itself.
     *
     * @param siblings all entries of the servers that the file could be for
     */
    private static Optional<String> newerFile(
            TokenFile file,
            Collection<TokenFile> downloads,
            Places places,
            List<Token> siblings,
            RenewalHistory history) {
        List<Token> named =
                those(places.known(TokenKind.ADE), token -> file.serverName().equals(Optional.of(token.serverName())));
        long servers = named.stream().map(Token::server).distinct().count();
        // Where several servers have one name, the other file may be for another one.
        Stream<String> here = servers > 1 ? Stream.of() : downloads.stream().map(TokenFile::name);
        return Stream.concat(here, siblings.stream().flatMap(token -> history.downloads(token.key())))
                .filter(file::isEndedBy)
                .findFirst();
    }

    private static Placement enrollment(TokenFile file, Places places) {
        List<Token> tokens = places.of(TokenKind.ADE);
        Optional<String> server = file.serverName();
        Predicate<Token> isReader = token -> places.isFor(file, token).orElse(true);
        Predicate<Token> isNamed = token -> server.equals(Optional.of(token.serverName()));
        List<Token> exact = those(tokens, isNamed);
        List<Token> similar = those(
                tokens,
                server.isEmpty()
                        ? isReader
                        : token -> letters(token.serverName()).equals(letters(server.get())));
        List<Token> named = exact.isEmpty() ? similar : exact;
        List<Token> readable = those(named, isReader);
        List<Token> namesakes = those(places.known(TokenKind.ADE), isReader.and(isNamed));
        if (named.isEmpty() || (readable.isEmpty() && !namesakes.isEmpty())) {
            return unknown(server, those(places.others, isNamed), places.unread);
        }
        if (readable.isEmpty()) {
            String why = "Apple encrypted it for another public key than the one of " + names(named)
                    + ", which cannot read it. If the token in place syncs, delete this file and do not download again."
                    + " If it does not, save the key with --public-key, upload it to the server at Apple, and then"
                    + " download the token again";
            return new Placement(Ruling.REFUSED, named, why);
        }
        if (server.isEmpty()) {
            return ask(
                    readable,
                    "the name of the file no longer names the server; Apple's names end in _Token_<time>_smime.p7m");
        }
        if (exact.isEmpty()) {
            return ask(readable, "no server has exactly the name \"" + server.get() + "\" that the file has");
        }
        // The keys of instances that are not on the list are not known.
        List<Token> certain =
                those(namesakes, token -> places.isFor(file, token).orElse(false));
        Stream<Token> possible = Stream.concat(readable.stream(), (certain.isEmpty() ? namesakes : certain).stream());
        return possible.map(Token::server).distinct().count() == 1
                ? new Placement(Ruling.CERTAIN, readable, "")
                : ask(readable, "several servers at Apple have the name \"" + server.get() + "\"");
    }

    /** @param elsewhere those of the file's server that are not on the list */
    private static Placement unknown(Optional<String> server, List<Token> elsewhere, String unread) {
        if (server.isEmpty()) {
            return refused(
                    "Apple gives no such name, and no instance on the list can read it. If it is a token, keep it:"
                            + " rename it as Apple named it, or name its instance with --instance");
        }
        String file = "it is for the server \"" + server.get() + "\"";
        String keep = ". If you have just downloaded it, Apple ended the token in use. Keep the file, and ";
        return refused(
                elsewhere.isEmpty()
                        ? file + ", which no token here has" + keep
                                + (unread.isEmpty()
                                        ? "upload it where that server is used"
                                        : "start again with --from when " + unread + " can be read")
                                + ". If you renamed the server, upload it to its entry by hand"
                        : file + " of " + names(elsewhere) + ", which is not on the list" + keep
                                + "start again with --from and the --instance or --token of that entry");
    }

    /** Nothing in the file names the location, so a person names it, or chooses. */
    private static Placement content(TokenFile file, Collection<TokenFile> downloads, Places places, Instant now) {
        List<Token> tokens = places.of(TokenKind.CONTENT);
        if (tokens.isEmpty()) {
            String named = listed(places.known(TokenKind.CONTENT), Token::path);
            return refused("a content token, and none is on the list"
                    + (named.isEmpty() ? "" : ". Name the one that it is for with --token. Known: " + named));
        }
        if (isOver(file, now)) {
            return refused("its time is over. Look for a newer file, and download one only if there is none");
        }
        if (tokens.size() > 1) {
            return ask(tokens, "a content token does not name its location");
        }
        return downloads.stream()
                        .anyMatch(other -> other.kind() == TokenKind.CONTENT
                                && !other.sha256().equals(file.sha256())
                                && !isOver(other, now))
                ? ask(tokens, "several content tokens are here, and none names its location")
                : new Placement(Ruling.CERTAIN, tokens, "");
    }

    private static boolean isOver(TokenFile file, Instant now) {
        return file.expires().filter(end -> !end.isAfter(now)).isPresent();
    }

    /**
     * Whether the token that an entry has now is that of the file. A token of another server is not taken for it: the
     * right file could not be uploaded after it. The file may be for another server than the token before it, which a
     * person may have uploaded by mistake.
     */
    static boolean isTaken(TokenFile file, Token before, Token now) {
        return (before.expiry().isEmpty() || before.isReplacedBy(now))
                && (!before.hasOtherServer(now)
                        || (file.serverName().equals(Optional.of(now.serverName()))
                                && !before.hasOtherOrganization(now)))
                && file.mayBe(now);
    }

    private static Placement refused(String why) {
        return new Placement(Ruling.REFUSED, List.of(), why);
    }

    private static Placement ask(List<Token> tokens, String why) {
        return new Placement(Ruling.ASK, tokens, why);
    }

    /** The entries of these tokens, for a person. */
    public static String names(List<Token> tokens) {
        return listed(tokens, Placement::name);
    }

    /** The entry of a token, for a person. */
    public static String name(Token token) {
        return token.instance().name() + " (\"" + token.name() + "\")";
    }

    static <T> String listed(List<T> some, Function<T, String> words) {
        List<String> all = some.stream().map(words).distinct().toList();
        return Phrase.joined(Phrase.shortened(all, 12, more -> more + " more"));
    }

    /** What is left of a name in a file system that takes letters and digits alone. */
    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
