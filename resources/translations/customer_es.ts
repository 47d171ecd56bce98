<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="es">
<context>
    <name>CustomerWords</name>
    <message>
        <source>Welcome</source>
        <translation>Le damos la bienvenida</translation>
    </message>
    <message>
        <source>We will be with you in a moment.</source>
        <translation>Le atendemos enseguida.</translation>
    </message>
    <message>
        <source>Scan this code with your phone</source>
        <translation>Escanee este código con su teléfono</translation>
    </message>
    <message>
        <source>The code leads to</source>
        <translation>El código lleva a</translation>
    </message>
    <message>
        <source>Reference number</source>
        <translation>Número de referencia</translation>
    </message>
    <message>
        <source>Open your phone&apos;s camera.</source>
        <translation>Abra la cámara de su teléfono.</translation>
    </message>
    <message>
        <source>Point it at the code and tap the link.</source>
        <translation>Apunte al código y toque el enlace.</translation>
    </message>
    <message>
        <source>Follow the steps on your phone.</source>
        <translation>Siga los pasos en su teléfono.</translation>
    </message>
    <message>
        <source>Or type this number into the app</source>
        <translation>O escriba este número en la aplicación</translation>
    </message>
    <message>
        <source>Practice only: this code works on this computer.</source>
        <translation>Solo para practicar: este código funciona únicamente en este ordenador.</translation>
    </message>
    <message>
        <source>The code cannot be shown here. Please ask at the desk.</source>
        <translation>El código no se puede mostrar aquí. Pregunte en el mostrador.</translation>
    </message>
    <message>
        <source>Continue on your phone</source>
        <translation>Continúe en su teléfono</translation>
    </message>
    <message>
        <source>Follow the steps there. You can leave this screen alone.</source>
        <translation>Siga los pasos allí. Ya no necesita esta pantalla.</translation>
    </message>
    <message>
        <source>Thank you. We have received it.</source>
        <translation>Gracias. Lo hemos recibido.</translation>
    </message>
    <message>
        <source>One more try is needed, please wait.</source>
        <translation>Hace falta un intento más, espere por favor.</translation>
    </message>
    <message>
        <source>Please wait a moment.</source>
        <translation>Espere un momento, por favor.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Keep this slip to yourself: whoever scans the code acts in your name.</source>
        <translation>No comparta este papel: quien escanee el código actúa en su nombre.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Válido hasta el</translation>
    </message>
    <message>
        <source>TEST</source>
        <translation>TEST</translation>
    </message>
</context>
</TS>
