package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.renewal.PublicKey.Match;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a file belongs: one decision, pure. A place is certain only if the name that Apple gave the file, and the
 * public key for which it is encrypted as far as that is known, both say so.
 *
 * @param verdict whether it may be uploaded
 * @param tokens the entries in Jamf Pro that it is for, or among which a person has to choose; none if {@link #of}
 *     refuses it
 * @param why for a person: why it is refused, or why one has to choose
 */
public record Placement(Verdict verdict, List<Token> tokens, String why) {
    /** Whether a file may be uploaded. */
    public enum Verdict {
        /** To each of the tokens. */
        CERTAIN,
        /** A person chooses. */
        ASK,
        /** To each of the tokens, and to no other since. */
        UPLOADED_BEFORE,
        REFUSED
    }

    public Placement {
        tokens = List.copyOf(tokens);
    }

    /**
     * What is known of the place a file could go to.
     *
     * @param tokens the tokens to renew
     * @param others that depwatch knows besides
     * @param keys the public keys of the instances, as far as they could be read
     * @param named whether a person named the only token of its kind on the list
     */
    public record Places(List<Token> tokens, List<Token> others, Map<Instance, PublicKey> keys, boolean named) {
        public Places {
            tokens = List.copyOf(tokens);
            others = List.copyOf(others);
            keys = Map.copyOf(keys);
        }

        private List<Token> of(TokenKind kind) {
            return tokens.stream().filter(token -> token.kind() == kind).toList();
        }

        /** The same, with every token that depwatch knows on the list. */
        Places ofAll() {
            return new Places(Stream.concat(tokens.stream(), others.stream()).toList(), List.of(), keys, false);
        }

        /** Those on the list come first. */
        private List<Token> known(TokenKind kind) {
            return Stream.concat(tokens.stream(), others.stream())
                    .filter(token -> token.kind() == kind)
                    .toList();
        }

        Match match(TokenFile file, Token token) {
            PublicKey key = keys.get(token.instance());
            return key == null ? Match.UNKNOWN : key.match(file);
        }
    }

    /**
     * The place of a file. The records come first: depwatch neither uploads again nor refuses what is in place already.
     *
     * @param downloads the files that this run knows; a later one of the same server ended this one
     */
    public static Placement of(
            TokenFile file, Collection<TokenFile> downloads, Places places, RenewalHistory history, Instant now) {
        Placement place = file.kind() == TokenKind.ADE ? enrollment(file, places) : content(file, places, now);
        List<Token> known = places.known(file.kind());
        List<Token> holding = those(known, token -> history.holds(file, token));
        List<Token> replaced = those(known, token -> history.isReplaced(file.sha256(), token.key()));
        List<Token> open = those(
                place.tokens,
                token -> !holding.contains(token)
                        && !replaced.contains(token)
                        && (place.verdict == Verdict.CERTAIN || holding.isEmpty() || isServerOf(token, holding)));
        boolean wasUploaded = !holding.isEmpty() || !replaced.isEmpty();
        if (open.isEmpty() || (place.verdict == Verdict.REFUSED && wasUploaded)) {
            return closed(file, place, holding, replaced);
        }
        // A newer token in any entry of a server shows that Apple ended the file.
        List<Token> siblings = those(known, token -> isServerOf(token, open));
        List<Token> ended = those(siblings, token -> file.isOlderThan(token));
        List<Token> newer = those(open, token -> !isServerOf(token, ended));
        Optional<Placement> beside = besideOthers(file, ofItsServer(file, downloads, places), open, siblings, history);
        if (beside.isPresent()) {
            return beside.get();
        }
        if (newer.isEmpty()) {
            return refused("it is older than the token that " + names(ended) + " has"
                    + (file.kind() == TokenKind.ADE ? ", which Apple made valid when it ended this one" : "")
                    + ". Look for a newer file. Download again only if the token in place must be replaced");
        }
        if (place.verdict == Verdict.REFUSED) {
            return refused(place.why
                    + ifNothingNewIsInPlace(
                            file,
                            open,
                            "save the key with --public-key, upload it to the server at Apple, and then download the"
                                    + " token again"));
        }
        // A person may have chosen the wrong location before.
        return file.kind() == TokenKind.CONTENT && !holding.isEmpty()
                ? ask(newer, before(holding))
                : new Placement(place.verdict, newer, place.why);
    }

    private static List<Token> those(List<Token> tokens, Predicate<Token> which) {
        return tokens.stream().filter(which).toList();
    }

    private static boolean isServerOf(Token token, List<Token> others) {
        return others.stream().map(Token::server).anyMatch(token.server()::equals);
    }

    /** A download ends the token in place, which may be newer than the file although no record says so. */
    private static String ifNothingNewIsInPlace(TokenFile file, List<Token> tokens, String download) {
        List<Token> asNew = those(tokens, token -> file.mayBe(token) || file.isOlderThan(token));
        return asNew.isEmpty()
                ? ": " + download
                : ". The token that " + names(asNew)
                        + " has is about as new or newer. If it syncs, delete this file and do not"
                        + " download again. If it does not, " + download;
    }

    /** No entry is left for the file: those have it or had it, or its place is refused. */
    private static Placement closed(TokenFile file, Placement place, List<Token> holding, List<Token> replaced) {
        if (!holding.isEmpty()) {
            return new Placement(Verdict.UPLOADED_BEFORE, holding, before(holding));
        }
        return replaced.isEmpty()
                ? place
                : refused(before(replaced) + ", and another one after it"
                        + (file.serverName().isPresent() ? ". Delete it" : ""));
    }

    private static String before(List<Token> tokens) {
        return "it was uploaded before, to " + names(tokens);
    }

    /**
     * A download ends the one before it, also if it serves nobody itself. The times in the names give the order.
     *
     * @param siblings all entries of the servers of those that are open
     */
    private static Optional<Placement> besideOthers(
            TokenFile file, List<Download> here, List<Token> open, List<Token> siblings, RenewalHistory history) {
        Download own = Download.of(file);
        List<Download> recorded = open.stream()
                .flatMap(token -> history.downloads(token.key()))
                .filter(own::isOfSameServer)
                .toList();
        Optional<Download> laterHere = here.stream().filter(own::isEndedBy).findFirst();
        Optional<Download> laterBefore =
                recorded.stream().filter(own::isEndedBy).findFirst();
        if (laterHere.isPresent()) {
            return Optional.of(refused("a newer file for the same server is here, "
                    + laterHere.get().name() + ". Apple ended this one when that was downloaded. Delete it"));
        }
        if (laterBefore.isPresent()) {
            return Optional.of(refused("it is older than the token in "
                    + laterBefore.get().name() + ", which depwatch had for " + names(open)
                    + " before. Apple ended this one when that was downloaded. Delete it"));
        }
        boolean isAlone = Stream.concat(here.stream(), recorded.stream())
                .noneMatch(other -> other.at().equals(own.at()));
        return isAlone || siblings.stream().anyMatch(token -> history.holds(file, token))
                ? Optional.empty()
                : Optional.of(refused("two files for this server were downloaded at the same time, and Apple ended one"
                        + " of them" + ifNothingNewIsInPlace(file, siblings, "delete both and download once more")));
    }

    /** The other downloads that are here; none where several servers have the name of this one. */
    private static List<Download> ofItsServer(TokenFile file, Collection<TokenFile> downloads, Places places) {
        long servers = places.known(TokenKind.ADE).stream()
                .filter(token -> file.serverName().equals(Optional.of(token.serverName())))
                .map(Token::server)
                .distinct()
                .count();
        return downloads.stream()
                .map(Download::of)
                .filter(other -> servers <= 1 && Download.of(file).isOfSameServer(other))
                .toList();
    }

    private static Placement enrollment(TokenFile file, Places places) {
        List<Token> tokens = places.of(TokenKind.ADE);
        if (tokens.isEmpty() && file.serverName().isEmpty()) {
            return refused("an enrolment token, and none is on the list. Name its instance with --instance");
        }
        if (file.serverName().isEmpty()) {
            return renamed(file, tokens, places);
        }
        String server = file.serverName().get();
        List<Token> exact = those(tokens, token -> token.serverName().equals(server));
        List<Token> named = exact.isEmpty()
                ? those(tokens, token -> letters(token.serverName()).equals(letters(server)))
                : exact;
        if (named.isEmpty()) {
            return unknown(server, places);
        }
        List<Token> readable = those(named, token -> places.match(file, token) != Match.NO);
        if (readable.isEmpty()) {
            return new Placement(
                    Verdict.REFUSED,
                    named,
                    "Apple encrypted it for another public key than the one of " + names(named)
                            + ", which cannot read it");
        }
        if (exact.isEmpty()) {
            return ask(readable, "no server has exactly the name \"" + server + "\" that the file has");
        }
        return readable.stream().map(Token::server).distinct().count() == 1
                ? new Placement(Verdict.CERTAIN, readable, "")
                : ask(readable, "several servers at Apple have the name \"" + server + "\"");
    }

    private static Placement renamed(TokenFile file, List<Token> tokens, Places places) {
        List<Token> readable = those(tokens, token -> places.match(file, token) != Match.NO);
        return readable.isEmpty()
                ? refused("Apple encrypted it for another public key than any of " + names(tokens)
                        + ". Is it a file for another Jamf Pro?")
                : ask(
                        readable,
                        "the name of the file no longer names the server; Apple's names end in"
                                + " _Token_<time>_smime.p7m");
    }

    private static Placement unknown(String server, Places places) {
        List<Token> known = places.known(TokenKind.ADE);
        List<Token> elsewhere = those(known, token -> token.serverName().equals(server));
        return refused(
                elsewhere.isEmpty()
                        ? "it is for the server \"" + server + "\", which no token here has. The servers here: "
                                + listed(known, token -> "\"" + token.serverName() + "\"")
                        : "it is for the server \"" + server + "\" of " + names(elsewhere)
                                + ", which is not on the list. Name it with --instance or --token");
    }

    /** Nothing in the file names the location. */
    private static Placement content(TokenFile file, Places places, Instant now) {
        List<Token> tokens = places.of(TokenKind.CONTENT);
        if (tokens.isEmpty()) {
            String named = listed(
                    places.known(TokenKind.CONTENT),
                    token -> token.instance().name() + "/" + TokenKind.CONTENT.key() + "/" + token.id());
            return refused("a content token, and none is on the list"
                    + (named.isEmpty() ? "" : ". Name the one that it is for with --token: " + named));
        }
        if (file.expires().filter(end -> !end.isAfter(now)).isPresent()) {
            return refused("its time is over. Download a new one at Apple");
        }
        return tokens.size() == 1 && places.named()
                ? new Placement(Verdict.CERTAIN, tokens, "")
                : ask(tokens, "a content token does not name its location");
    }

    /**
     * Whether the token that an entry has now is that of the file. A token of another server is not taken for it: the
     * right file could not be uploaded after it.
     */
    static boolean isTaken(TokenFile file, Token before, Token now) {
        return Step.isAnother(before, now) && !InstanceInventory.isOfAnotherServer(before, now) && file.mayBe(now);
    }

    private static Placement refused(String why) {
        return new Placement(Verdict.REFUSED, List.of(), why);
    }

    private static Placement ask(List<Token> tokens, String why) {
        return new Placement(Verdict.ASK, tokens, why);
    }

    /** The entries of these tokens, for a person. */
    public static String names(List<Token> tokens) {
        return listed(tokens, Placement::name);
    }

    /** The entry of a token, for a person. */
    public static String name(Token token) {
        return token.instance().name() + " (\"" + (token.name().isBlank() ? "id " + token.id() : token.name()) + "\")";
    }

    private static String listed(List<Token> tokens, Function<Token, String> words) {
        return tokens.stream().map(words).distinct().limit(12).collect(Collectors.joining(", "));
    }

    /** What is left of a name in a file system that takes letters and digits alone. */
    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
