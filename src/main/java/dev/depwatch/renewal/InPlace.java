package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in place, as far as a run knows it.
 *
 * @param read the instances as they were read last
 * @param tokens as they were read or uploaded last
 */
record InPlace(Map<Instance, InstanceInventory> read, Map<Token.Key, Token> tokens) {
    InPlace {
        read = Map.copyOf(read);
        tokens = Map.copyOf(tokens);
    }

    static InPlace of(List<InstanceInventory> instances) {
        InPlace all = new InPlace(Map.of(), Map.of());
        for (InstanceInventory inventory : instances) {
            all = all.read(inventory);
        }
        return all;
    }

    /** The same after an instance was read, or could not be: then its tokens are those of before. */
    InPlace read(InstanceInventory inventory) {
        Map<Instance, InstanceInventory> instances = new HashMap<>(read);
        instances.put(inventory.instance(), inventory);
        Map<Token.Key, Token> now = new HashMap<>(tokens);
        inventory.reading().ifPresent(reading -> {
            now.keySet().removeIf(key -> key.instance().equals(inventory.instance()) && !reading.isUnread(key.kind()));
            reading.tokens().stream().map(TokenState::token).forEach(token -> now.put(token.key(), token));
        });
        return new InPlace(instances, now);
    }

    /** The same after an upload. */
    InPlace with(Token token) {
        Map<Token.Key, Token> now = new HashMap<>(tokens);
        now.put(token.key(), token);
        return new InPlace(read, now);
    }
}
