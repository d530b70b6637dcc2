package dev.depwatch.apple;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.apple.Witness.By;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which server at Apple belongs to which token: the one of its id, or else the only one of its name. Jamf Pro's {@code
 * serverUuid} and Apple's id of a server were not documented to be the same; where not one token of all has the id of a
 * server, they are not, and names decide.
 */
public final class Witnesses {
    /** A server in two organisations counts in the one where it is active, else in the one where it connected last. */
    private static final Comparator<Witness> LIKELIEST = Comparator.comparing(
                    (Witness found) -> found.server().status() != MdmServer.Status.ACTIVE)
            .thenComparing(found -> found.server().lastConnected().orElse(Instant.MIN), Comparator.reverseOrder())
            .thenComparing(Witness::organization);

    /** Nothing is known from Apple. */
    public static final Witnesses NONE = new Witnesses(List.of(), List.of());

    private final List<Organization> organizations;
    private final Map<Token.Key, Witness> byToken = new LinkedHashMap<>();
    private final Map<String, Instant> newestConnections = new HashMap<>();
    private final List<Token> tokens;
    /** The servers whose tokens several entries hold. */
    private final Set<MdmServer> shared;
    /** Every server, by its id as in {@link Token#comparable}. */
    private final Map<String, Witness> byId;

    /** @param tokens all that are known; those of other kinds have no server */
    public Witnesses(List<Organization> organizations, Collection<Token> tokens) {
        this.organizations = List.copyOf(organizations);
        this.tokens = organizations.isEmpty()
                ? List.of()
                : tokens.stream()
                        .filter(token -> token.kind() == TokenKind.ADE)
                        .sorted(Comparator.comparing(Token::key))
                        .toList();
        organizations.forEach(organization -> organization.servers().stream()
                .flatMap(server -> server.lastConnected().stream())
                .max(Comparator.naturalOrder())
                .ifPresent(newest -> newestConnections.putIfAbsent(organization.name(), newest)));
        byId = all(By.ID)
                .collect(toMap(
                        found -> Token.comparable(found.server().id()),
                        Function.identity(),
                        BinaryOperator.minBy(LIKELIEST)));
        this.tokens.forEach(token -> byId(token).ifPresent(found -> byToken.put(token.key(), found)));
        byName();
        Set<MdmServer> seen = new HashSet<>();
        shared = byToken.values().stream()
                .map(Witness::server)
                .filter(server -> !seen.add(server))
                .collect(toUnmodifiableSet());
    }

    private Optional<Witness> byId(Token token) {
        return Optional.of(token.serverId()).filter(id -> !id.isEmpty()).map(byId::get);
    }

    private void byName() {
        boolean idsAreTheSame = !byToken.isEmpty();
        Map<String, Set<Object>> named =
                tokens.stream().collect(groupingBy(Token::serverName, mapping(Token::server, toSet())));
        List<Token> left = tokens.stream()
                .filter(token -> !byToken.containsKey(token.key())
                        && (token.serverUuid().isBlank() || !idsAreTheSame)
                        && !token.serverName().isBlank()
                        && named.getOrDefault(token.serverName(), Set.of()).size() == 1)
                .toList();
        Set<String> taken =
                byToken.values().stream().map(found -> found.server().id()).collect(toUnmodifiableSet());
        Map<String, List<Witness>> servers = all(By.NAME)
                .filter(found -> !found.server().status().isGone())
                .collect(groupingBy(found -> found.server().name()));
        for (Token token : left) {
            List<Witness> found = servers.getOrDefault(token.serverName(), List.of());
            if (found.size() == 1 && !taken.contains(found.get(0).server().id())) {
                byToken.put(token.key(), found.get(0));
            }
        }
    }

    private Stream<Witness> all(By by) {
        return organizations.stream()
                .flatMap(organization -> organization.readAt().stream()
                        .flatMap(at -> organization.servers().stream()
                                .map(server -> new Witness(organization.name(), server, by, at))));
    }

    public List<Organization> organizations() {
        return organizations;
    }

    /** What Apple says of the token's server; empty if none is known to be its. */
    public Optional<Witness> of(Token.Key token) {
        return Optional.ofNullable(byToken.get(token));
    }

    /** When Apple last heard from the token's server; empty if Apple does not say. */
    public Optional<Instant> lastConnected(Token.Key token) {
        return of(token).flatMap(found -> found.server().lastConnected());
    }

    /**
     * Whether several entries hold tokens of the token's server: then Apple does not say which of them it hears from.
     */
    public boolean isOfSeveral(Token.Key token) {
        return of(token).map(Witness::server).filter(shared::contains).isPresent();
    }

    /** Whether Apple lists the token's server, by its id, as inactive or deleted. */
    public boolean isGone(Token token) {
        return byId(token).filter(found -> found.server().status().isGone()).isPresent();
    }

    /** When any server of the organisation connected last; empty if Apple does not say. */
    public Optional<Instant> newestConnection(String organization) {
        return Optional.ofNullable(newestConnections.get(organization));
    }

    /** The enrolment tokens that Apple's API does not report. */
    public List<Token> tokensLeftOver() {
        return tokens.stream()
                .filter(token -> !byToken.containsKey(token.key()))
                .toList();
    }

    /**
     * The servers of the organisation that have devices and belong to no token here. One whose name is that of a token
     * without a server is none of them: several servers may have this name, and one of them may be the token's.
     */
    public List<MdmServer> serversLeftOver(Organization organization) {
        Set<String> taken = taken(organization);
        Set<String> undecided = tokensLeftOver().stream().map(Token::serverName).collect(toUnmodifiableSet());
        return organization.servers().stream()
                .filter(server -> !taken.contains(server.id())
                        && (server.name().isBlank() || !undecided.contains(server.name()))
                        && !server.status().isGone()
                        && server.devices().filter(count -> count > 0).isPresent())
                .toList();
    }

    /** How many of the organisation's servers belong to tokens here. */
    public int serversOfTokens(Organization organization) {
        return taken(organization).size();
    }

    private Set<String> taken(Organization organization) {
        return byToken.values().stream()
                .filter(found -> found.organization().equals(organization.name()))
                .map(found -> found.server().id())
                .collect(toUnmodifiableSet());
    }

    /** The owner's account, in each organisation that lists it. */
    public Stream<Account> accounts(AppleId owner) {
        return organizations.stream().flatMap(organization -> organization.account(owner).stream());
    }

    /**
     * The account of an owner who cannot use it; empty if Apple says nothing of the kind, or lists it as usable too.
     */
    public Optional<Account> accountOut(AppleId owner) {
        List<Account> accounts = accounts(owner).toList();
        return accounts.stream().allMatch(account -> account.status().isOut())
                ? accounts.stream().min(Comparator.comparing(Account::since))
                : Optional.empty();
    }
}
