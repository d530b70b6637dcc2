package dev.depwatch.token;

import static java.util.stream.Collectors.groupingBy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A device management service at Apple whose token several entries hold, for example in a copied instance. One download
 * serves all of them, and ends the token in each entry until somebody uploads it there.
 *
 * @param uuid Apple's id of the service
 * @param tokens two or more, in the order of their instances
 */
public record SharedServer(String uuid, List<Token> tokens) {
    /** The shared servers among these tokens, in the order of their ids. */
    public static List<SharedServer> among(Collection<Token> tokens) {
        return tokens.stream()
                .filter(token ->
                        token.kind() == TokenKind.ADE && !token.serverId().isEmpty())
                .sorted(Comparator.comparing(Token::key))
                .collect(groupingBy(Token::serverId))
                .values()
                .stream()
                .filter(holders -> holders.size() > 1)
                .map(holders -> new SharedServer(holders.get(0).serverUuid(), holders))
                .sorted(Comparator.comparing(SharedServer::uuid))
                .toList();
    }
}
