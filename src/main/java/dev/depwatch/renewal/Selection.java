package dev.depwatch.renewal;

import static java.util.stream.Collectors.toSet;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The tokens of one run of {@code renew}.
 *
 * @param instances as they were read
 * @param list the tokens to renew, in order; a content token is one only if {@code --token} names it
 * @param also the content tokens of the same Apple ID or instance, and the certificates of the Apple ID
 * @param concerned the instances of the list, and those that were not read and may have such tokens
 */
public record Selection(
        List<InstanceInventory> instances, List<TokenState> list, List<Token> also, Set<Instance> concerned) {
    private static final Comparator<Token> ORDER = Comparator.comparing(Token::kind)
            .thenComparing(Token::instance)
            .thenComparing(token -> token.server().toString())
            .thenComparing(Token::id);

    /**
     * The tokens that a person wants to renew.
     *
     * @param owner those that this Apple ID downloaded
     * @param names the enrolment tokens of these instances
     * @param paths those with these {@linkplain Token#path paths}
     */
    public static Selection of(
            List<InstanceInventory> read,
            Optional<AppleId> owner,
            List<String> names,
            List<String> paths,
            RenewalHistory history,
            Instant now) {
        Predicate<Token> isNamed = token -> paths.contains(token.path());
        Predicate<Token> isWanted = token -> names.contains(token.instance().name())
                || (owner.isPresent()
                        && (token.owner().equals(owner) || history.isBegunOf(owner.get(), token.key(), now)));
        List<Token> all = InstanceInventory.tokens(read).stream().sorted(ORDER).toList();
        // A download ends the token of each entry of its server.
        Set<Object> servers = all.stream()
                .filter(token -> token.kind() == TokenKind.ADE)
                .filter(isWanted.or(isNamed))
                .map(Token::server)
                .collect(toSet());
        // A content token outlives a change of the password for a while: it is renewed where somebody says so.
        Predicate<Token> isListed = isNamed.or(token -> servers.contains(token.server()));
        List<TokenState> list = read.stream()
                .flatMap(inventory -> inventory.states().stream())
                .filter(state -> isListed.test(state.token()))
                .sorted(Comparator.comparing(TokenState::token, ORDER))
                .toList();
        List<Token> also = all.stream()
                .filter(isWanted.and(isListed.negate()))
                .filter(token -> !token.kind().isCertificate() || owner.isPresent())
                .toList();
        // An instance that was not read may have tokens of the Apple ID.
        Stream<Instance> unread = unread(read).filter(instance -> owner.isPresent() || names.contains(instance.name()));
        Stream<Instance> listed = list.stream().map(state -> state.token().instance());
        return new Selection(read, list, also, Stream.concat(listed, unread).collect(toSet()));
    }

    /** The instances whose tokens are not known. */
    static Stream<Instance> unread(List<InstanceInventory> read) {
        return read.stream().filter(one -> one.readAt().isEmpty()).map(InstanceInventory::instance);
    }
}
