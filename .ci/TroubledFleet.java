import dev.depwatch.demo.SimulatedFleet;
import dev.depwatch.demo.StrictJamf;
import dev.depwatch.demo.StrictJamf.Access;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code java -cp depwatch.jar:test-classes TroubledFleet.java FOLDER}: simulated Jamf Pro instances with all kinds of faults, and
 * two configurations in the folder: {@code trouble.yml} watches all of them, {@code well.yml} the healthy ones. Prints
 * "ready", and runs until it is killed.
 */
public final class TroubledFleet {
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final AppleId LIBRARIAN = new AppleId("librarian@example.org");
    private static final AppleId CURATOR = new AppleId("curator@example.org");
    private static final AppleId WELL = new AppleId("devices@appleid.example.org");
    private static final String UNIVERSITY = "Example University";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS", Locale.ROOT);
    private static final String REFUSED = "DeviceEnrollmentProgramException[responseCode=403, responseBody='%s',"
            + " message='An error occurred during oauth token refresh']";
    private static final String FAULT =
            "DeviceEnrollmentProgramException[responseCode=500, message='The DEP service reported an error.']";

    private final Path folder;
    private final String secret = UUID.randomUUID().toString();

    private TroubledFleet(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        new TroubledFleet(Path.of(arguments[0])).run();
    }

    private void run() throws Exception {
        Access access = new Access("depwatch", secret, "depwatch", secret, Duration.ofMinutes(1));
        try (StrictJamf jamf = new StrictJamf(tokens(), access, InstantSource.system());
                SimulatedFleet fleet =
                        new SimulatedFleet(folder, jamf.simulated(), Duration.ofSeconds(5), InstantSource.system())) {
            Files.writeString(
                    Files.createFile(
                            folder.resolve("secret"),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                    secret);
            Files.writeString(
                    Files.createFile(
                            folder.resolve("board"),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                    "http://127.0.0.1:9/hook");
            Path school = Files.createDirectories(folder.resolve("school")).resolve("JAMFSoftwareServer.log");
            Files.writeString(school, history());
            Files.writeString(folder.resolve("trouble.yml"), trouble(jamf, fleet));
            Files.writeString(folder.resolve("well.yml"), well(jamf, fleet));
            jamf.changePassword(ADMIN);
            jamf.leaveTermsUnsigned("Example Library");
            jamf.claimElsewhere(new Instance("museum"), "1");
            fleet.start();
            System.out.println("ready");
            Path archive = folder.resolve("archive/JAMFSoftwareServer.log");
            Path stadium = folder.resolve("stadium/JAMFSoftwareServer.log");
            for (int second = 0; true; second++) {
                append(school, "INFO ", "rentProfileCleanupMonitor", "Running parent profile cleanup");
                if (second % 5 == 0) {
                    append(archive, "ERROR", "llmentProgramDeviceHelper", "403: SERVER_INACTIVE");
                    append(stadium, "ERROR", "ntInstanceSyncCommService", FAULT);
                }
                Thread.sleep(1000);
            }
        }
    }

    private static void append(Path log, String level, String className, String message) throws IOException {
        Files.writeString(
                log,
                record(LocalDateTime.now(), level, className, message),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static String record(LocalDateTime at, String level, String className, String message) {
        return "%s [%s] [duledPool-8] [%s] - %s%n".formatted(DATE.format(at), level, className, message);
    }

    /** A week with an outage, a token that somebody downloaded twice, and terms that nobody signed for a day. */
    private static String history() {
        StringBuilder log = new StringBuilder();
        LocalDateTime midnight = LocalDate.now(ZoneId.systemDefault()).atStartOfDay();
        failures(log, midnight.minusDays(6).plusHours(9), 5, 60, REFUSED.formatted("token_rejectedForbidden"));
        failures(log, midnight.minusDays(4).plusHours(13), 3, 180, FAULT);
        failures(log, midnight.minusDays(2).plusHours(8), 14, 90, REFUSED.formatted("T_C_NOT_SIGNED"));
        failures(log, midnight.minusDays(1).plusHours(16), 2, 110, FAULT);
        return log.toString();
    }

    private static void failures(StringBuilder log, LocalDateTime begin, int hours, int anHour, String message) {
        for (int hour = 0; hour < hours; hour++) {
            int number = anHour - hour * anHour / 20;
            for (int each = 0; each < number; each++) {
                log.append(record(
                        begin.plusHours(hour).plusSeconds(each * 3600L / number),
                        "ERROR",
                        "ntInstanceSyncCommService",
                        message));
            }
        }
    }

    private static List<Token> tokens() {
        return List.of(
                token("physics", TokenKind.ADE, ADMIN, UNIVERSITY, 212),
                token("chemistry", TokenKind.ADE, ADMIN, UNIVERSITY, 212),
                token("biology", TokenKind.ADE, ADMIN, UNIVERSITY, 213),
                token("biology", TokenKind.CONTENT, ADMIN, UNIVERSITY, 214),
                token("library", TokenKind.ADE, LIBRARIAN, "Example Library", 88),
                token("museum", TokenKind.CONTENT, CURATOR, "Example Museum", 301),
                token("museum", TokenKind.ADE, CURATOR, "Example Museum", 300),
                token("archive", TokenKind.ADE, LIBRARIAN, UNIVERSITY, 170),
                token("annex", TokenKind.ADE, CURATOR, UNIVERSITY, 5),
                token("theatre", TokenKind.ADE, WELL, "Example Theatre", 240),
                token("stadium", TokenKind.ADE, WELL, UNIVERSITY, 41),
                token("medicine", TokenKind.ADE, WELL, "Example Hospital", 122),
                token("medicine", TokenKind.CONTENT, WELL, "Example Hospital", 123),
                token("law", TokenKind.ADE, WELL, UNIVERSITY, 260),
                token("music", TokenKind.ADE, WELL, UNIVERSITY, 261),
                token("music", TokenKind.CONTENT, WELL, UNIVERSITY, 261),
                token("arts", TokenKind.ADE, WELL, UNIVERSITY, 262));
    }

    private static Token token(String instance, TokenKind kind, AppleId owner, String organization, int days) {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(days);
        boolean ade = kind == TokenKind.ADE;
        return new Token(
                new Token.Key(new Instance(instance), kind, "1"),
                instance.substring(0, 1).toUpperCase(Locale.ROOT) + instance.substring(1) + (ade ? " devices" : " apps"),
                Optional.of(owner),
                organization,
                ade ? "Jamf Pro " + instance : "",
                ade ? UUID.nameUUIDFromBytes(instance.getBytes(StandardCharsets.UTF_8)).toString() : "",
                // A date has ended everywhere at noon (UTC) of the next day; a token with a time on that day must end
                // later.
                Optional.of(ade ? Expiry.ofDate(day) : Expiry.ofInstant(day.atTime(13, 0).toInstant(ZoneOffset.UTC))));
    }

    private String trouble(StrictJamf jamf, SimulatedFleet fleet) throws IOException {
        StringBuilder instances = new StringBuilder();
        fleet.logs().keySet().stream().sorted().forEach(instance -> instances.append(instance(jamf, fleet, instance)));
        return head("trouble")
                + instances
                + """
                  - { name: school, logs: "%1$s/school/JAMFSoftwareServer.log", tokens: [{ kind: ade, id: "1", name: School devices, owner: head@example.org, organization: Example School, expires: 2031-05-01 }] }
                  - { name: observatory, logs: "%1$s/observatory/JAMFSoftwareServer.log", tokens: [{ kind: ade, id: "1", name: Observatory devices, owner: head@example.org, organization: Example School, expires: 2031-05-01 }] }
                owners: { shared: ["*@appleid.example.org"] }
                alerts:
                  groupWait: 2s
                  receivers:
                    - { name: terminal, console: {} }
                    - { name: board, webhook: { urlFile: board } }
                  silences:
                    - { instance: arts, until: %2$s, reason: moves to another server }
                """.formatted(folder, LocalDate.now(ZoneOffset.UTC).plusDays(60));
    }

    private String well(StrictJamf jamf, SimulatedFleet fleet) throws IOException {
        StringBuilder instances = new StringBuilder();
        List.of("medicine", "law", "music", "arts")
                .forEach(name -> instances.append(instance(jamf, fleet, new Instance(name))));
        return head("well") + instances + """
                owners: { shared: ["*@appleid.example.org"] }
                alerts: { receivers: [{ name: terminal, console: {} }] }
                """;
    }

    /** A free port, which stays the same when depwatch restarts. */
    private String head(String state) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        return """
                listen: 127.0.0.1:%d
                stateDirectory: %s
                poll: 100ms
                syncInterval: 5s
                instances:
                """.formatted(port, folder.resolve("state-" + state));
    }

    private String instance(StrictJamf jamf, SimulatedFleet fleet, Instance instance) {
        return """
                  - { name: %s, logs: "%s", jamf: { url: "%s", clientId: depwatch, clientSecretFile: %s } }
                """.formatted(
                        instance,
                        fleet.logs().get(instance),
                        jamf.url(instance),
                        // The theatre's address is no Jamf Pro.
                        instance.name().equals("theatre") ? "board" : "secret");
    }
}
