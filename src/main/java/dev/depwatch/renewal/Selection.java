package dev.depwatch.renewal;

import static java.util.stream.Collectors.toSet;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tokens of one run of {@code renew}.
 *
 * @param instances as they were read
 * @param list the tokens to renew, in order; a content token is one only if {@code --token} names it
 * @param also the content tokens of the same Apple ID or instance, and the certificates of the Apple ID
 * @param unread the instances that were not read and may have such tokens
 */
public record Selection(
        List<InstanceInventory> instances, List<TokenState> list, List<Token> also, Set<Instance> unread) {
    /** The instances that the run is about, and those that were not read. */
    public Set<Instance> concerned() {
        return Stream.concat(list.stream().map(state -> state.token().instance()), unread.stream())
                .collect(toSet());
    }
}
