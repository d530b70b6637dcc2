package dev.depwatch.token;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * A device management service at Apple whose token several entries hold, for example in a copied instance. One download
 * serves all of them, and ends the token in each entry until somebody uploads it there.
 *
 * @param uuid Apple's id of the service
 * @param tokens two or more, in the order of their instances
 */
public record SharedServer(String uuid, List<Token> tokens) {
    private static final Comparator<Token> ORDER =
            Comparator.comparing(Token::instance).thenComparing(Token::id);

    public SharedServer {
        tokens = List.copyOf(tokens);
    }

    /** The shared servers among these tokens, in the order of their ids. */
    public static List<SharedServer> among(Collection<Token> tokens) {
        return tokens.stream()
                .filter(token ->
                        token.kind() == TokenKind.ADE && !token.serverId().isEmpty())
                .sorted(ORDER)
                .collect(groupingBy(Token::serverId, TreeMap::new, toList()))
                .entrySet()
                .stream()
                .filter(server -> server.getValue().size() > 1)
                .map(server -> new SharedServer(server.getValue().get(0).serverUuid(), server.getValue()))
                .sorted(Comparator.comparing(SharedServer::uuid))
                .toList();
    }
}
