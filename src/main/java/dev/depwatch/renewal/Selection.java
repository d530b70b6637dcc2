package dev.depwatch.renewal;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.renewal.Placement.Places;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The tokens of one run of {@code renew}.
 *
 * @param instances as they were read
 * @param list the tokens to renew, in order
 * @param also those to which a file may be uploaded without waiting for one
 * @param isChosen whether the user said what to renew
 * @param isNamed whether each token was named by {@code --token}
 * @param unread the instances that were not read and may have such tokens
 */
public record Selection(
        List<InstanceInventory> instances,
        List<TokenState> list,
        List<Token> also,
        boolean isChosen,
        boolean isNamed,
        Set<Instance> unread) {
    public Selection {
        instances = List.copyOf(instances);
        list = List.copyOf(list);
        also = List.copyOf(also);
        unread = Set.copyOf(unread);
    }

    /** Whether the run has to do with this instance. */
    boolean concerns(Instance instance) {
        return concerned().contains(instance);
    }

    /** The instances to which a file may be uploaded, and those that were not read. */
    public Set<Instance> concerned() {
        return Stream.concat(tokens().map(Token::instance), unread.stream()).collect(toSet());
    }

    /** The kinds of the tokens that a person may download, by their instance. */
    public Map<Instance, Set<TokenKind>> awaited() {
        return (isChosen ? list.stream().map(TokenState::token) : also.stream())
                .collect(groupingBy(Token::instance, TreeMap::new, mapping(Token::kind, toSet())));
    }

    /** The places that a file could go to, with what is in place there now. */
    Places places(InPlace inPlace, Map<Instance, PublicKey> keys) {
        Set<Token.Key> wanted = tokens().map(Token::key).collect(toSet());
        List<Token> known =
                inPlace.tokens().values().stream().sorted(comparing(Token::key)).toList();
        return new Places(
                known.stream().filter(token -> wanted.contains(token.key())).toList(),
                known.stream().filter(token -> !wanted.contains(token.key())).toList(),
                keys,
                isNamed);
    }

    private Stream<Token> tokens() {
        return Stream.concat(list.stream().map(TokenState::token), also.stream());
    }
}
