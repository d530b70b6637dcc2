package dev.depwatch.config;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The deserializers of a file: they record a problem and continue where Jackson's own throw at the first. */
final class ConfigDeserializers extends Deserializers.Base {
    private final Binding binding;
    private final Texts texts;
    private final SecretFiles secretFiles;

    ConfigDeserializers(Binding binding, Texts texts, SecretFiles secretFiles) {
        this.binding = binding;
        this.texts = texts;
        this.secretFiles = secretFiles;
    }

    @Override
    public @Nullable JsonDeserializer<?> findBeanDeserializer(
            JavaType type, DeserializationConfig config, BeanDescription description) {
        if (type.isRecordType()) {
            return new RecordDeserializer(binding, type, config.getTypeFactory());
        }
        if (type.hasRawClass(Optional.class)) {
            return new OptionalDeserializer(type.containedType(0));
        }
        if (type.hasRawClass(Template.class)) {
            return new TemplateDeserializer(binding, type.containedType(0));
        }
        if (type.hasRawClass(Secret.class)) {
            return SecretDeserializer.ofLine(binding, secretFiles);
        }
        if (type.hasRawClass(SecretPem.class)) {
            return SecretDeserializer.ofPem(binding, secretFiles);
        }
        return texts.of(type.getRawClass())
                .map(text -> new TextDeserializer(binding, text))
                .orElse(null);
    }

    @Override
    public JsonDeserializer<?> findEnumDeserializer(
            Class<?> type, DeserializationConfig config, BeanDescription description) {
        return new TextDeserializer(binding, Texts.ofConstants(type));
    }

    @Override
    public JsonDeserializer<?> findCollectionDeserializer(
            CollectionType type,
            DeserializationConfig config,
            BeanDescription description,
            @Nullable TypeDeserializer elementTypeDeserializer,
            @Nullable JsonDeserializer<?> elementDeserializer) {
        return new ListDeserializer(binding, type.getContentType());
    }

    @Override
    public JsonDeserializer<?> findMapDeserializer(
            MapType type,
            DeserializationConfig config,
            BeanDescription description,
            @Nullable KeyDeserializer keyDeserializer,
            @Nullable TypeDeserializer elementTypeDeserializer,
            @Nullable JsonDeserializer<?> elementDeserializer) {
        return new MapDeserializer(binding, type.getContentType());
    }
}
