package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import java.io.IOException;

/** A secret, read from the file that its key names. */
final class SecretDeserializer extends ConfigDeserializer {
    private static final Secret STAND_IN = new Secret("");

    private final Binding binding;
    private final SecretFiles files;

    SecretDeserializer(Binding binding, SecretFiles files) {
        this.binding = binding;
        this.files = files;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String path = Binding.path(parser, context);
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            binding.unexpected(parser, path, expected());
            return STAND_IN;
        }
        try {
            SecretFiles.Found found = files.read(parser.getText());
            if (!found.warning().isEmpty()) {
                binding.problems().warn(path, found.warning());
            }
            return found.secret();
        } catch (IllegalArgumentException e) {
            binding.problems().broken(path, String.valueOf(e.getMessage()));
            return STAND_IN;
        }
    }

    @Override
    String expected() {
        return "the name of a file that holds the secret";
    }

    @Override
    Object standIn(DeserializationContext context) {
        return STAND_IN;
    }
}
