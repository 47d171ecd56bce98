<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="ar">
<context>
    <name>CustomerWords</name>
    <message>
        <source>Welcome</source>
        <translation>أهلاً وسهلاً</translation>
    </message>
    <message>
        <source>We will be with you in a moment.</source>
        <translation>سنكون معكم بعد لحظات.</translation>
    </message>
    <message>
        <source>Scan this code with your phone</source>
        <translation>امسحوا هذا الرمز ضوئياً بهاتفكم</translation>
    </message>
    <message>
        <source>The code leads to</source>
        <translation>يقود الرمز إلى</translation>
    </message>
    <message>
        <source>Reference number</source>
        <translation>الرقم المرجعي</translation>
    </message>
    <message>
        <source>Open your phone&apos;s camera.</source>
        <translation>افتحوا كاميرا الهاتف.</translation>
    </message>
    <message>
        <source>Point it at the code and tap the link.</source>
        <translation>وجّهوا الكاميرا نحو الرمز ثم اضغطوا على الرابط.</translation>
    </message>
    <message>
        <source>Follow the steps on your phone.</source>
        <translation>اتّبعوا الخطوات على هاتفكم.</translation>
    </message>
    <message>
        <source>Or type this number into the app</source>
        <translation>أو اكتبوا هذا الرقم في التطبيق</translation>
    </message>
    <message>
        <source>Practice only: this code works on this computer.</source>
        <translation>للتدريب فقط: يعمل هذا الرمز على هذا الحاسوب وحده.</translation>
    </message>
    <message>
        <source>The code cannot be shown here. Please ask at the desk.</source>
        <translation>لا يمكن عرض الرمز هنا. يُرجى سؤال الموظف.</translation>
    </message>
    <message>
        <source>Continue on your phone</source>
        <translation>تابعوا على هاتفكم</translation>
    </message>
    <message>
        <source>Follow the steps there. You can leave this screen alone.</source>
        <translation>اتّبعوا الخطوات هناك. لم تعودوا بحاجة إلى هذه الشاشة.</translation>
    </message>
    <message>
        <source>Thank you. We have received it.</source>
        <translation>شكراً لكم. لقد استلمنا كل شيء.</translation>
    </message>
    <message>
        <source>One more try is needed, please wait.</source>
        <translation>نحتاج إلى محاولة أخرى، يُرجى الانتظار.</translation>
    </message>
    <message>
        <source>Please wait a moment.</source>
        <translation>يُرجى الانتظار لحظة.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>اللغة</translation>
    </message>
    <message>
        <source>Keep this slip to yourself: whoever scans the code acts in your name.</source>
        <translation>احتفظوا بهذه الورقة لأنفسكم: من يمسح الرمز يتصرّف باسمكم.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>صالح حتى</translation>
    </message>
    <message>
        <source>TEST</source>
        <translation>TEST</translation>
    </message>
</context>
</TS>
