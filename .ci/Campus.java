import dev.depwatch.demo.SimulatedFleet;
import dev.depwatch.demo.SimulatedJamf;
import dev.depwatch.demo.SimulatedServer;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code java -cp depwatch.jar Campus.java FOLDER SECONDS}: 58 simulated instances of Jamf Pro, distributed over three
 * hosts, that sync at the given interval. Writes the instances of each host's configuration to {@code
 * host<n>.instances}, then prints "ready" and reads one order per line: {@code password APPLE_ID}, {@code renew
 * APPLE_ID} or {@code unsigned ORGANISATION}. Ends at the end of its input.
 */
public final class Campus {
    private static final String SECRET = "campus-secret";

    private Campus() {}

    private static Token token(int number) {
        String owner;
        String organization;
        if (number < 20) {
            owner = "it-admin@example.org";
            organization = "Example University";
        } else if (number < 34) {
            owner = "librarian@example.org";
            organization = "Example Library";
        } else {
            owner = number < 46 ? "lab@example.org" : "board@example.org";
            organization = "Example School";
        }
        Instance instance = new Instance("school-%02d".formatted(number + 1));
        return new Token(
                new Token.Key(instance, TokenKind.ADE, "1"),
                "Devices of " + instance,
                AppleId.of(owner),
                organization,
                "mdm-" + instance,
                "uuid-" + instance,
                Optional.of(Expiry.ofDate(LocalDate.now(ZoneOffset.UTC).plusDays(100 + 5 * number))));
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<Token> tokens = new ArrayList<>();
        for (int number = 0; number < 58; number++) {
            tokens.add(token(number));
        }
        SimulatedJamf jamf = new SimulatedJamf(tokens, InstantSource.system());
        SimulatedServer server = new SimulatedServer(jamf::answer);
        SimulatedFleet fleet = new SimulatedFleet(
                Files.createDirectories(folder.resolve("logs")),
                jamf,
                Duration.ofSeconds(Long.parseLong(arguments[1])),
                InstantSource.system());
        for (int host = 0; host < 3; host++) {
            StringBuilder instances = new StringBuilder();
            for (int number = host; number < tokens.size(); number += 3) {
                Instance instance = tokens.get(number).instance();
                instances.append("  - { name: %s, logs: \"%s\", jamf: { url: \"%s/%s\", clientId: depwatch, clientSecretFile: jamf } }\n"
                        .formatted(instance, fleet.logs().get(instance), server.url(), instance));
            }
            Files.writeString(folder.resolve("host" + (host + 1) + ".instances"), instances);
        }
        Files.writeString(folder.resolve("jamf"), SECRET);
        fleet.start();
        System.out.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String what = order.substring(order.indexOf(' ') + 1);
            if (order.startsWith("password ")) {
                jamf.changePassword(new AppleId(what));
            } else if (order.startsWith("unsigned ")) {
                jamf.leaveTermsUnsigned(what);
            } else if (order.startsWith("renew ")) {
                for (Token token : tokens) {
                    if (token.owner().equals(AppleId.of(what))) {
                        jamf.renewToken(token.instance(), token.id(), new AppleId(what));
                    }
                }
            }
            System.out.println("done: " + order);
        }
        fleet.close();
        server.close();
    }
}
