package dev.depwatch.alert;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SharedServer;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to generate and upload a new token, one server at a time, since each download ends the token in use. The paths in
 * Apple's sites are those of Apple's guides of 2026 and of the previous interface.
 *
 * @param known also names other entries of a server, whose token a download ends
 * @param readable the instances whose API answers: {@code renew} can upload there as well
 */
record RenewalSteps(
        List<Token> known, List<SharedServer> shared, Set<Instance> readable, OtherServerPlan otherServers) {
    /** An Apple ID without any character that a shell reads as more than itself. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9.-]+");

    RenewalSteps(List<Token> known, Set<Instance> readable, OtherServerPlan otherServers) {
        this(known, SharedServer.among(known), readable, otherServers);
    }

    /** @param assessment includes what is silenced: a download also ends a silenced token of the server */
    static RenewalSteps of(Assessment assessment) {
        return new RenewalSteps(
                assessment.everyToken().toList(),
                assessment.instances().stream()
                        .filter(inventory -> inventory.source() == Source.JAMF
                                && inventory.failure().isEmpty())
                        .map(InstanceInventory::instance)
                        .collect(Collectors.toSet()),
                new OtherServerPlan(Links.of(assessment.instances()), assessment.findings(), assessment.tokens()));
    }

    Links links() {
        return otherServers.links();
    }

    /**
     * What nobody must do with tokens of these kinds. That a download ends the token in use is Apple's rule for ADE.
     */
    static Stream<String> doNot(Collection<TokenKind> kinds) {
        Stream<String> ofServerTokens = kinds.contains(TokenKind.ADE)
                ? Stream.of(
                        "Do not download what you cannot upload at once: each download ends the token in use.",
                        "Do not delete the server or its entry.")
                : kinds.contains(TokenKind.CONTENT) ? Stream.of("Do not delete the location.") : Stream.of();
        Stream<String> ofCertificates = kinds.contains(TokenKind.PUSH)
                ? Stream.of("Do not create another push certificate or use another Apple ID: every managed"
                        + " device would have to enrol again.")
                : Stream.of();
        return Stream.concat(ofServerTokens, ofCertificates);
    }

    /** What to do with known tokens, which {@link #each} names. */
    List<Line> of(List<Token> all) {
        return of(all, false);
    }

    /** The same for a message that is about more tokens than these. */
    List<Line> ofSome(List<Token> some) {
        return of(some, true);
    }

    private List<Line> of(List<Token> all, boolean areSome) {
        List<Line> steps = new ArrayList<>();
        otherServers.includingAny(all).forEach(finding -> steps.addAll(otherServers.of(finding)));
        List<Token> tokens = all.stream()
                .filter(token -> otherServers.including(token).isEmpty())
                .toList();
        if (!tokens.isEmpty()) {
            List<TokenKind> kinds =
                    tokens.stream().map(Token::kind).distinct().sorted().toList();
            steps.add(signIn(kinds));
            byCommand(tokens).ifPresent(steps::add);
            boolean isShared = areSome
                    || tokens.stream()
                            .anyMatch(token -> token.kind() == TokenKind.ADE
                                    && token.serverId().isEmpty())
                    || tokens.stream().map(Token::server).distinct().count() < tokens.size()
                    || sharedBy(tokens).findAny().isPresent();
            kinds.forEach(kind -> steps.addAll(ways(kind, !areSome && tokens.size() == 1, isShared)));
        }
        return steps;
    }

    /**
     * The same in a few words.
     *
     * @param when such as "After the checks"; "" if nothing comes first
     */
    List<Line> inBrief(List<Token> all, String when) {
        List<Line> steps = new ArrayList<>();
        otherServers.includingAny(all).forEach(finding -> steps.addAll(otherServers.inBrief(finding)));
        List<Token> renewed = all.stream()
                .filter(token -> otherServers.including(token).isEmpty())
                .toList();
        if (!renewed.isEmpty()) {
            // Where a server has several of them, who downloads for each ends the token of the one before.
            long servers = renewed.stream().map(Token::server).distinct().count();
            steps.add(new Line(
                    (when.isEmpty() ? "With" : when + ", with") + " a shared account"
                            + (servers < renewed.size()
                                    ? ", one server at a time: download once, and upload that file at once to each of its entries."
                                    : renewed.size() == 1
                                            ? ": download a new token and upload it at once."
                                            : ", one by one: download, upload at once."),
                    Links.APPLE));
        }
        return steps;
    }

    /**
     * Each token with what belongs to it: its server at Apple and its entry in Jamf Pro.
     *
     * @param more the end of the line
     */
    List<Line> each(List<Token> tokens, Function<Token, String> more) {
        return lines(
                tokens,
                (token, first) -> (token.serverName().isBlank()
                                        || otherServers.including(token).isPresent()
                                ? Format.tokenAtApple(token)
                                : "server " + Format.quoted(token.serverName()) + " → " + Format.entry(token))
                        + more.apply(token)
                        + (first.equals(token)
                                ? ""
                                : ", with the same file as " + Format.name(first.instance())
                                        + ": do not download again"));
    }

    /** A step for each token. */
    List<Line> stepOfEach(List<Token> tokens) {
        return lines(tokens, RenewalSteps::step);
    }

    /** The entries of one server are adjacent: the first download ends the token of all of them. */
    private List<Line> lines(List<Token> tokens, BiFunction<Token, Token, String> words) {
        return tokens.stream().collect(groupingBy(Token::server, LinkedHashMap::new, toList())).values().stream()
                .flatMap(entries -> entries.stream().map(token -> line(token, words.apply(token, entries.get(0)))))
                .toList();
    }

    private Line line(Token token, String text) {
        return new Line(Format.name(token.instance()) + ": " + text, links().tokens(token.instance(), token.kind()));
    }

    private static String step(Token token, Token firstOfServer) {
        return firstOfServer.equals(token)
                ? "download the token for "
                        + (token.serverName().isBlank()
                                ? Format.entry(token)
                                : "the server " + Format.quoted(token.serverName()))
                        + " and upload it to " + Format.entry(token) + "."
                : "upload the file that you downloaded for " + Format.name(firstOfServer.instance()) + " to "
                        + Format.entry(token) + ": do not download again.";
    }

    /**
     * The step of one among several tokens, after {@link #of}.
     *
     * @param firstOfServer the first of them that belongs to the same server at Apple, or this token
     */
    Line ofOne(Token token, Token firstOfServer) {
        if (otherServers.including(token).isPresent()) {
            return line(token, "the steps above say which file " + Format.entry(token) + " needs.");
        }
        String step = step(token, firstOfServer);
        return line(
                token,
                firstOfServer.equals(token)
                        ? Format.sentences(Stream.concat(Stream.of(step), notTwice(List.of(token))))
                        : step);
    }

    /** How a person recognises a failing token in Jamf Pro. */
    static String sign(TokenKind kind) {
        return kind == TokenKind.ADE ? "shows \"Sync failed. Awaiting next sync\"" : "has not synced since this began";
    }

    /**
     * What nobody must do with these tokens. It stands in every text, however short: who does not know of the other
     * entries of a server ends tokens that work.
     */
    List<String> doNot(List<Token> tokens, Collection<TokenKind> kinds) {
        return Stream.concat(notTwice(tokens), doNot(kinds)).toList();
    }

    /** The other places of the same servers' tokens, which people easily miss. */
    Stream<String> notTwice(List<Token> named) {
        // A token that has been renewed meanwhile appears as it was reported.
        Set<Token.Key> keys = named.stream().map(Token::key).collect(Collectors.toSet());
        return sharedBy(named).flatMap(server -> {
            List<Token> others = server.tokens().stream()
                    .filter(token -> !keys.contains(token.key()) && !otherServers.isAnothers(token))
                    .toList();
            return others.isEmpty()
                    ? Stream.of()
                    : Stream.of(notTwice(server.tokens().get(0), others));
        });
    }

    /** The servers of these tokens that have several known entries. */
    Stream<SharedServer> sharedBy(List<Token> named) {
        Set<Token.Key> keys = named.stream().map(Token::key).collect(Collectors.toSet());
        return shared.stream()
                .filter(server -> server.tokens().stream().map(Token::key).anyMatch(keys::contains));
    }

    private static String notTwice(Token server, List<Token> others) {
        return "Do not download twice for the server "
                + (server.serverName().isBlank() ? Format.cut(server.serverUuid()) : Format.quoted(server.serverName()))
                + ": each download also ends the token on "
                + Phrase.joined(Format.lines(
                        others.stream().map(token -> Format.name(token.instance()) + " (" + Format.entry(token) + ")")))
                + ", so upload the same file there.";
    }

    /** @param downloaded the kinds of the tokens, of which none is a certificate */
    static Line signIn(List<TokenKind> downloaded) {
        String rights = downloaded.stream()
                .map(kind -> kind == TokenKind.ADE ? "MDM servers" : "apps and books")
                .collect(Collectors.joining(" and "));
        return new Line(
                "Sign in to " + Links.APPLE_SITES + " with a shared account that will stay and may manage " + rights
                        + ": whoever downloads a token becomes its owner.",
                Links.APPLE);
    }

    /**
     * Empty where {@code renew} cannot be used, and where these are not all ADE tokens of one Apple ID: the command
     * renews all of them. People copy the command, so an odd Apple ID is not in it.
     */
    private Optional<Line> byCommand(List<Token> tokens) {
        List<Token> enrollments =
                tokens.stream().filter(token -> token.kind() == TokenKind.ADE).toList();
        Set<Token.Key> keys = enrollments.stream().map(Token::key).collect(Collectors.toSet());
        Optional<AppleId> owner = Finding.commonOwner(enrollments);
        boolean canUpload = enrollments.stream().map(Token::instance).allMatch(readable::contains);
        boolean areAll = known.stream()
                .filter(token -> token.kind() == TokenKind.ADE && token.owner().equals(owner))
                .allMatch(token -> keys.contains(token.key()));
        return owner.map(AppleId::value)
                .filter(all -> canUpload && areAll)
                .map(account -> Line.of("If depwatch renew is set up, run depwatch renew "
                        + (PLAIN.matcher(account).matches() ? account : "APPLE_ID")
                        + " --watch ~/Downloads: you only download ADE tokens; depwatch uploads them and checks that they"
                        + " sync."));
    }

    /**
     * To Apple's download, and to Jamf Pro's upload.
     *
     * @param isOne whether one token is all that is renewed
     * @param isShared whether a server may have several entries
     */
    private static List<Line> ways(TokenKind kind, boolean isOne, boolean isShared) {
        boolean isOfServer = kind == TokenKind.ADE;
        String way = isOne ? " a new token" : ", one " + (isOfServer ? "server" : kind.noun()) + " at a time";
        return List.of(
                Line.of("Download" + way + ": " + Links.downloadPath(kind)),
                Line.of("Upload the file at once" + (isOne ? "" : ", before the next download") + ": "
                        + upload(kind, isOfServer && isShared ? "each entry of the server" : "the entry")));
    }

    /** @param downloaded the kind of the token, which is no certificate */
    static String upload(TokenKind downloaded, String entry) {
        return "in Jamf Pro, " + Links.menu(downloaded) + " > " + entry + " > "
                + (downloaded == TokenKind.ADE ? "Upload Server Token File (.p7m)." : "upload the file (.vpptoken).");
    }
}
