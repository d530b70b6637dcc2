package dev.depwatch.alert;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SharedServer;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to generate and upload a new token, one server at a time, since each download ends the token in use. The paths in
 * Apple's sites are those of Apple's guides of 2026 and of the previous interface.
 */
final class RenewalSteps {
    /** An Apple ID without any character that a shell reads as more than itself. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9.-]+");

    private final Links links;
    private final List<Token> known;
    private final Set<Instance> read;
    private final OtherServerPlan otherServers;

    RenewalSteps(Links links, Assessment assessment) {
        this(
                links,
                tokens(assessment),
                assessment.instances().stream()
                        .filter(inventory -> inventory.source() == Source.JAMF
                                && inventory.failure().isEmpty())
                        .map(InstanceInventory::instance)
                        .collect(Collectors.toSet()),
                new OtherServerPlan(links, assessment));
    }

    /**
     * @param known also names other entries of a server, whose token a download ends
     * @param read the instances whose API answers: {@code renew} can upload there as well
     */
    RenewalSteps(Links links, List<Token> known, Set<Instance> read, OtherServerPlan otherServers) {
        this.links = links;
        this.known = known;
        this.read = read;
        this.otherServers = otherServers;
    }

    private static List<Token> tokens(Assessment assessment) {
        return assessment.tokens().stream().map(TokenHealth::token).toList();
    }

    /** Whether each token belongs to a plan for an entry that holds the token of another server. */
    static List<Finding> planned(List<Token> tokens, OtherServerPlan plan) {
        List<Optional<Finding>> plans = tokens.stream().map(plan::including).toList();
        return plans.stream().allMatch(Optional::isPresent)
                ? plans.stream().flatMap(Optional::stream).distinct().toList()
                : List.of();
    }

    /**
     * What nobody must do with tokens of these kinds. That a download ends the token in use is Apple's rule for ADE.
     */
    static Stream<String> doNot(Collection<TokenKind> kinds) {
        return kinds.contains(TokenKind.ADE)
                ? Stream.of(
                        "Do not download a token that you cannot upload at once: each download ends the token in use.",
                        "Do not delete the server at Apple or its entry in Jamf Pro: a new token is enough.")
                : Stream.of("Do not delete the location at Apple or in Jamf Pro: a new token is enough.");
    }

    /** For known tokens of any kind; among many tokens, not each has a step of its own. */
    List<Step> of(List<Token> tokens) {
        return of(tokens, Format::first);
    }

    /** The same with a step for each token, however many there are. */
    List<Step> ofEach(List<Token> tokens) {
        return of(tokens, UnaryOperator.identity());
    }

    private List<Step> of(List<Token> all, UnaryOperator<List<Token>> shown) {
        List<Step> steps = new ArrayList<>();
        Map<Token, Finding> planned = new LinkedHashMap<>();
        all.forEach(token -> otherServers.including(token).ifPresent(finding -> planned.put(token, finding)));
        List<Token> tokens =
                all.stream().filter(token -> !planned.containsKey(token)).toList();
        planned.values().stream().distinct().forEach(finding -> steps.addAll(otherServers.of(finding)));
        if (tokens.isEmpty()) {
            return steps;
        }
        steps.add(signIn(tokens.stream().map(Token::kind).distinct().sorted().toList()));
        byCommand(tokens).ifPresent(steps::add);
        for (TokenKind kind : TokenKind.values()) {
            List<Token> ofKind =
                    tokens.stream().filter(token -> token.kind() == kind).toList();
            if (ofKind.size() == 1) {
                one(ofKind.get(0), steps);
            } else if (!ofKind.isEmpty()) {
                several(kind, ofKind, shown, steps);
            }
        }
        return steps;
    }

    /** The first steps for several tokens of a kind, before {@link #ofOne} of each. */
    List<Step> ofSeveral(TokenKind kind) {
        return List.of(signIn(List.of(kind)), oneAtATime(kind));
    }

    /**
     * The step of one among several tokens.
     *
     * @param firstOfServer the first of them that belongs to the same server at Apple, or this token
     */
    Step ofOne(Token token, Token firstOfServer) {
        Optional<Finding> planned = otherServers.including(token);
        if (planned.isPresent()) {
            return otherServers.of(planned.get()).get(0);
        }
        Step step = own(token, firstOfServer);
        return firstOfServer.equals(token)
                ? new Step(
                        SharedText.sentences(Stream.of(step.text()), alsoIn(List.of(token), known, otherServers)),
                        step.link())
                : step;
    }

    private Step own(Token token, Token firstOfServer) {
        return new Step(
                firstOfServer.equals(token)
                        ? Format.name(token.instance()) + ": download the token" + forServer(token)
                                + " and upload it to " + Format.entry(token) + "."
                        : Format.name(token.instance()) + ": upload the file that you downloaded for "
                                + Format.name(firstOfServer.instance()) + " to " + Format.entry(token)
                                + ". Both use the same server at Apple: do not download again.",
                links.tokens(token.instance(), token.kind()));
    }

    /** For a token that is known only by its instance. */
    List<Step> ofUnknown(Instance instance, TokenKind kind) {
        return List.of(
                new Step(
                        "In Jamf Pro on " + Format.name(instance) + ", find the token: " + Links.menu(kind) + ". "
                                + switch (kind) {
                                    case ADE ->
                                        "If several are listed, it is the one whose page says \"Sync failed. Awaiting "
                                                + "next sync\".";
                                    case CONTENT -> "If several are listed, it is the one that no longer syncs.";
                                }
                                + " Note its name and its Apple ID.",
                        links.tokens(instance, kind)),
                signIn(List.of(kind)),
                new Step(
                        "Download a new token for that one, and for no other: " + Links.downloadPath(kind),
                        Optional.empty()),
                new Step("Upload the file at once: " + upload(kind, "that entry"), links.tokens(instance, kind)));
    }

    /** The other places of the same server's token, which people easily miss. */
    static Stream<String> alsoIn(List<Token> named, Assessment assessment) {
        return alsoIn(named, tokens(assessment), new OtherServerPlan(new Links(assessment), assessment));
    }

    private static Stream<String> alsoIn(List<Token> named, List<Token> all, OtherServerPlan otherServers) {
        // A token that has been renewed meanwhile appears as it was reported.
        Set<Token.Key> keys = named.stream().map(Token::key).collect(Collectors.toSet());
        Set<Object> servers = all.stream()
                .filter(token -> keys.contains(token.key()))
                .map(Token::server)
                .collect(Collectors.toSet());
        List<Token> ofThose =
                all.stream().filter(token -> servers.contains(token.server())).toList();
        return SharedServer.among(ofThose).stream()
                .filter(server -> server.tokens().stream().map(Token::key).anyMatch(keys::contains))
                .flatMap(server -> {
                    List<Token> others = server.tokens().stream()
                            .filter(token -> !keys.contains(token.key()) && !otherServers.isAnothers(token))
                            .toList();
                    return others.isEmpty()
                            ? Stream.of()
                            : Stream.of(alsoIn(server.tokens().get(0), others));
                });
    }

    private static String alsoIn(Token server, List<Token> others) {
        return "The server "
                + (server.serverName().isBlank() ? Format.cut(server.serverUuid()) : Format.quoted(server.serverName()))
                + " at Apple is that of "
                + Format.joined(Format.lines(others.stream()
                        .map(token -> Format.name(token.instance()) + " (" + Format.entry(token) + ")")
                        .toList()))
                + " as well. A download ends the token there too: upload the same file there, and do not download again.";
    }

    static Step signIn(List<TokenKind> kinds) {
        String rights = kinds.stream()
                .map(kind -> switch (kind) {
                    case ADE -> "device management services (MDM servers)";
                    case CONTENT -> "licences of apps and books";
                })
                .collect(Collectors.joining(" and "));
        return new Step(
                "Sign in to " + Links.APPLE_SITES + " with an account that may manage " + rights
                        + ". Whoever downloads a token becomes its owner: use a shared account that will stay, not a "
                        + "person's own.",
                Links.APPLE);
    }

    /**
     * Empty where {@code renew} cannot be used, and where these are not all ADE tokens of one Apple ID: the command
     * renews all of them. People copy the command, so an odd Apple ID is not in it.
     */
    Optional<Step> byCommand(List<Token> tokens) {
        List<Token> enrollments =
                tokens.stream().filter(token -> token.kind() == TokenKind.ADE).toList();
        Set<Optional<AppleId>> owners = enrollments.stream().map(Token::owner).collect(Collectors.toSet());
        boolean canUpload = enrollments.stream()
                .allMatch(token -> read.contains(token.instance())
                        && otherServers.including(token).isEmpty());
        return owners.size() == 1 && canUpload && keys(enrollments).containsAll(enrollmentsOf(owners))
                ? owners.iterator()
                        .next()
                        .map(AppleId::value)
                        .map(owner -> new Step(
                                "If you have an API client that may update, run depwatch renew "
                                        + (PLAIN.matcher(owner).matches() ? owner : "APPLE_ID")
                                        + " --watch ~/Downloads in place of the steps below for ADE tokens. Then you only"
                                        + " download: depwatch uploads each file and proves each ADE token.",
                                Optional.empty()))
                : Optional.empty();
    }

    private Set<Token.Key> enrollmentsOf(Set<Optional<AppleId>> owners) {
        return keys(known.stream()
                .filter(token -> token.kind() == TokenKind.ADE && owners.contains(token.owner()))
                .toList());
    }

    private static Set<Token.Key> keys(List<Token> tokens) {
        return tokens.stream().map(Token::key).collect(Collectors.toSet());
    }

    private void one(Token token, List<Step> steps) {
        steps.add(new Step(
                "Download a new token" + forServer(token) + ": " + Links.downloadPath(token.kind()), Optional.empty()));
        steps.add(new Step(
                "Upload the file at once on " + Format.name(token.instance()) + ": "
                        + upload(token.kind(), Format.entry(token)),
                links.tokens(token.instance(), token.kind())));
    }

    private void several(TokenKind kind, List<Token> tokens, UnaryOperator<List<Token>> shown, List<Step> steps) {
        steps.add(oneAtATime(kind));
        // The entries of one server are adjacent: the first download ends the token of all of them.
        List<Token> byServer =
                tokens.stream().collect(groupingBy(Token::server, LinkedHashMap::new, toList())).values().stream()
                        .flatMap(List::stream)
                        .toList();
        List<Token> named = shown.apply(byServer);
        Map<Object, Token> firstOfServer = new HashMap<>();
        for (Token token : named) {
            Token first = firstOfServer.computeIfAbsent(token.server(), none -> token);
            steps.add(own(token, first));
        }
        int more = tokens.size() - named.size();
        if (more > 0) {
            steps.add(new Step(
                    "Do the same for the " + Format.counted(more, "token")
                            + " not listed here; depwatch's status page lists all of them.",
                    Optional.empty()));
        }
    }

    private static Step oneAtATime(TokenKind kind) {
        return new Step(
                "Renew the " + Format.noun(kind)
                        + "s below one at a time: download one, upload it at once, and only then go to the next. To "
                        + "download: " + Links.downloadPath(kind) + " To upload: " + upload(kind, "the entry"),
                Optional.empty());
    }

    private static String forServer(Token token) {
        return token.serverName().isBlank()
                ? " for " + Format.entry(token)
                : " for the server " + Format.quoted(token.serverName());
    }

    static String upload(TokenKind kind, String entry) {
        return switch (kind) {
            case ADE -> "in Jamf Pro, " + Links.menu(kind) + " > " + entry + " > Upload Server Token File (.p7m).";
            case CONTENT -> "in Jamf Pro, " + Links.menu(kind) + " > " + entry + " > upload the file (.vpptoken).";
        };
    }
}
