NAME multilevel
ROWS
 N obj
 E balance_0_t1
 E balance_0_t2
 E balance_0_t3
 E balance_0_t4
 E balance_0_t5
 E balance_0_t6
 E balance_0_t7
 E balance_0_t8
 E balance_0_t9
 E balance_0_t10
 E balance_0_t11
 E balance_0_t12
 E balance_1_t1
 E balance_1_t2
 E balance_1_t3
 E balance_1_t4
 E balance_1_t5
 E balance_1_t6
 E balance_1_t7
 E balance_1_t8
 E balance_1_t9
 E balance_1_t10
 E balance_1_t11
 E balance_1_t12
 E balance_2_t1
 E balance_2_t2
 E balance_2_t3
 E balance_2_t4
 E balance_2_t5
 E balance_2_t6
 E balance_2_t7
 E balance_2_t8
 E balance_2_t9
 E balance_2_t10
 E balance_2_t11
 E balance_2_t12
 E balance_3_t1
 E balance_3_t2
 E balance_3_t3
 E balance_3_t4
 E balance_3_t5
 E balance_3_t6
 E balance_3_t7
 E balance_3_t8
 E balance_3_t9
 E balance_3_t10
 E balance_3_t11
 E balance_3_t12
 L setup_0_t1
 L setup_0_t2
 L setup_0_t3
 L setup_0_t4
 L setup_0_t5
 L setup_0_t6
 L setup_0_t7
 L setup_0_t8
 L setup_0_t9
 L setup_0_t10
 L setup_0_t11
 L setup_0_t12
 L setup_1_t1
 L setup_1_t2
 L setup_1_t3
 L setup_1_t4
 L setup_1_t5
 L setup_1_t6
 L setup_1_t7
 L setup_1_t8
 L setup_1_t9
 L setup_1_t10
 L setup_1_t11
 L setup_1_t12
 L setup_2_t1
 L setup_2_t2
 L setup_2_t3
 L setup_2_t4
 L setup_2_t5
 L setup_2_t6
 L setup_2_t7
 L setup_2_t8
 L setup_2_t9
 L setup_2_t10
 L setup_2_t11
 L setup_2_t12
 L setup_3_t1
 L setup_3_t2
 L setup_3_t3
 L setup_3_t4
 L setup_3_t5
 L setup_3_t6
 L setup_3_t7
 L setup_3_t8
 L setup_3_t9
 L setup_3_t10
 L setup_3_t11
 L setup_3_t12
 L capacity_t1
 L capacity_t2
 L capacity_t3
 L capacity_t4
 L capacity_t5
 L capacity_t6
 L capacity_t7
 L capacity_t8
 L capacity_t9
 L capacity_t10
 L capacity_t11
 L capacity_t12
COLUMNS
    make_0_t1 balance_0_t1 1
    make_0_t1 balance_1_t1 -1
    make_0_t1 balance_2_t1 -1
    make_0_t1 setup_0_t1 1
    make_0_t1 capacity_t1 1
    make_0_t2 balance_0_t2 1
    make_0_t2 balance_1_t2 -1
    make_0_t2 balance_2_t2 -1
    make_0_t2 setup_0_t2 1
    make_0_t2 capacity_t2 1
    make_0_t3 balance_0_t3 1
    make_0_t3 balance_1_t3 -1
    make_0_t3 balance_2_t3 -1
    make_0_t3 setup_0_t3 1
    make_0_t3 capacity_t3 1
    make_0_t4 balance_0_t4 1
    make_0_t4 balance_1_t4 -1
    make_0_t4 balance_2_t4 -1
    make_0_t4 setup_0_t4 1
    make_0_t4 capacity_t4 1
    make_0_t5 balance_0_t5 1
    make_0_t5 balance_1_t5 -1
    make_0_t5 balance_2_t5 -1
    make_0_t5 setup_0_t5 1
    make_0_t5 capacity_t5 1
    make_0_t6 balance_0_t6 1
    make_0_t6 balance_1_t6 -1
    make_0_t6 balance_2_t6 -1
    make_0_t6 setup_0_t6 1
    make_0_t6 capacity_t6 1
    make_0_t7 balance_0_t7 1
    make_0_t7 balance_1_t7 -1
    make_0_t7 balance_2_t7 -1
    make_0_t7 setup_0_t7 1
    make_0_t7 capacity_t7 1
    make_0_t8 balance_0_t8 1
    make_0_t8 balance_1_t8 -1
    make_0_t8 balance_2_t8 -1
    make_0_t8 setup_0_t8 1
    make_0_t8 capacity_t8 1
    make_0_t9 balance_0_t9 1
    make_0_t9 balance_1_t9 -1
    make_0_t9 balance_2_t9 -1
    make_0_t9 setup_0_t9 1
    make_0_t9 capacity_t9 1
    make_0_t10 balance_0_t10 1
    make_0_t10 balance_1_t10 -1
    make_0_t10 balance_2_t10 -1
    make_0_t10 setup_0_t10 1
    make_0_t10 capacity_t10 1
    make_0_t11 balance_0_t11 1
    make_0_t11 balance_1_t11 -1
    make_0_t11 balance_2_t11 -1
    make_0_t11 setup_0_t11 1
    make_0_t11 capacity_t11 1
    make_0_t12 balance_0_t12 1
    make_0_t12 balance_1_t12 -1
    make_0_t12 balance_2_t12 -1
    make_0_t12 setup_0_t12 1
    make_0_t12 capacity_t12 1
    make_1_t1 balance_1_t1 1
    make_1_t1 balance_3_t1 -1
    make_1_t1 setup_1_t1 1
    make_1_t1 capacity_t1 1
    make_1_t2 balance_1_t2 1
    make_1_t2 balance_3_t2 -1
    make_1_t2 setup_1_t2 1
    make_1_t2 capacity_t2 1
    make_1_t3 balance_1_t3 1
    make_1_t3 balance_3_t3 -1
    make_1_t3 setup_1_t3 1
    make_1_t3 capacity_t3 1
    make_1_t4 balance_1_t4 1
    make_1_t4 balance_3_t4 -1
    make_1_t4 setup_1_t4 1
    make_1_t4 capacity_t4 1
    make_1_t5 balance_1_t5 1
    make_1_t5 balance_3_t5 -1
    make_1_t5 setup_1_t5 1
    make_1_t5 capacity_t5 1
    make_1_t6 balance_1_t6 1
    make_1_t6 balance_3_t6 -1
    make_1_t6 setup_1_t6 1
    make_1_t6 capacity_t6 1
    make_1_t7 balance_1_t7 1
    make_1_t7 balance_3_t7 -1
    make_1_t7 setup_1_t7 1
    make_1_t7 capacity_t7 1
    make_1_t8 balance_1_t8 1
    make_1_t8 balance_3_t8 -1
    make_1_t8 setup_1_t8 1
    make_1_t8 capacity_t8 1
    make_1_t9 balance_1_t9 1
    make_1_t9 balance_3_t9 -1
    make_1_t9 setup_1_t9 1
    make_1_t9 capacity_t9 1
    make_1_t10 balance_1_t10 1
    make_1_t10 balance_3_t10 -1
    make_1_t10 setup_1_t10 1
    make_1_t10 capacity_t10 1
    make_1_t11 balance_1_t11 1
    make_1_t11 balance_3_t11 -1
    make_1_t11 setup_1_t11 1
    make_1_t11 capacity_t11 1
    make_1_t12 balance_1_t12 1
    make_1_t12 balance_3_t12 -1
    make_1_t12 setup_1_t12 1
    make_1_t12 capacity_t12 1
    make_2_t1 balance_2_t1 1
    make_2_t1 setup_2_t1 1
    make_2_t1 capacity_t1 1
    make_2_t2 balance_2_t2 1
    make_2_t2 setup_2_t2 1
    make_2_t2 capacity_t2 1
    make_2_t3 balance_2_t3 1
    make_2_t3 setup_2_t3 1
    make_2_t3 capacity_t3 1
    make_2_t4 balance_2_t4 1
    make_2_t4 setup_2_t4 1
    make_2_t4 capacity_t4 1
    make_2_t5 balance_2_t5 1
    make_2_t5 setup_2_t5 1
    make_2_t5 capacity_t5 1
    make_2_t6 balance_2_t6 1
    make_2_t6 setup_2_t6 1
    make_2_t6 capacity_t6 1
    make_2_t7 balance_2_t7 1
    make_2_t7 setup_2_t7 1
    make_2_t7 capacity_t7 1
    make_2_t8 balance_2_t8 1
    make_2_t8 setup_2_t8 1
    make_2_t8 capacity_t8 1
    make_2_t9 balance_2_t9 1
    make_2_t9 setup_2_t9 1
    make_2_t9 capacity_t9 1
    make_2_t10 balance_2_t10 1
    make_2_t10 setup_2_t10 1
    make_2_t10 capacity_t10 1
    make_2_t11 balance_2_t11 1
    make_2_t11 setup_2_t11 1
    make_2_t11 capacity_t11 1
    make_2_t12 balance_2_t12 1
    make_2_t12 setup_2_t12 1
    make_2_t12 capacity_t12 1
    make_3_t1 balance_3_t1 1
    make_3_t1 setup_3_t1 1
    make_3_t1 capacity_t1 1
    make_3_t2 balance_3_t2 1
    make_3_t2 setup_3_t2 1
    make_3_t2 capacity_t2 1
    make_3_t3 balance_3_t3 1
    make_3_t3 setup_3_t3 1
    make_3_t3 capacity_t3 1
    make_3_t4 balance_3_t4 1
    make_3_t4 setup_3_t4 1
    make_3_t4 capacity_t4 1
    make_3_t5 balance_3_t5 1
    make_3_t5 setup_3_t5 1
    make_3_t5 capacity_t5 1
    make_3_t6 balance_3_t6 1
    make_3_t6 setup_3_t6 1
    make_3_t6 capacity_t6 1
    make_3_t7 balance_3_t7 1
    make_3_t7 setup_3_t7 1
    make_3_t7 capacity_t7 1
    make_3_t8 balance_3_t8 1
    make_3_t8 setup_3_t8 1
    make_3_t8 capacity_t8 1
    make_3_t9 balance_3_t9 1
    make_3_t9 setup_3_t9 1
    make_3_t9 capacity_t9 1
    make_3_t10 balance_3_t10 1
    make_3_t10 setup_3_t10 1
    make_3_t10 capacity_t10 1
    make_3_t11 balance_3_t11 1
    make_3_t11 setup_3_t11 1
    make_3_t11 capacity_t11 1
    make_3_t12 balance_3_t12 1
    make_3_t12 setup_3_t12 1
    make_3_t12 capacity_t12 1
    s_0_t1 obj 2
    s_0_t1 balance_0_t1 -1
    s_0_t1 balance_0_t2 1
    s_0_t2 obj 2
    s_0_t2 balance_0_t2 -1
    s_0_t2 balance_0_t3 1
    s_0_t3 obj 2
    s_0_t3 balance_0_t3 -1
    s_0_t3 balance_0_t4 1
    s_0_t4 obj 2
    s_0_t4 balance_0_t4 -1
    s_0_t4 balance_0_t5 1
    s_0_t5 obj 2
    s_0_t5 balance_0_t5 -1
    s_0_t5 balance_0_t6 1
    s_0_t6 obj 2
    s_0_t6 balance_0_t6 -1
    s_0_t6 balance_0_t7 1
    s_0_t7 obj 2
    s_0_t7 balance_0_t7 -1
    s_0_t7 balance_0_t8 1
    s_0_t8 obj 2
    s_0_t8 balance_0_t8 -1
    s_0_t8 balance_0_t9 1
    s_0_t9 obj 2
    s_0_t9 balance_0_t9 -1
    s_0_t9 balance_0_t10 1
    s_0_t10 obj 2
    s_0_t10 balance_0_t10 -1
    s_0_t10 balance_0_t11 1
    s_0_t11 obj 2
    s_0_t11 balance_0_t11 -1
    s_0_t11 balance_0_t12 1
    s_0_t12 obj 2
    s_0_t12 balance_0_t12 -1
    s_1_t1 obj 2
    s_1_t1 balance_1_t1 -1
    s_1_t1 balance_1_t2 1
    s_1_t2 obj 2
    s_1_t2 balance_1_t2 -1
    s_1_t2 balance_1_t3 1
    s_1_t3 obj 2
    s_1_t3 balance_1_t3 -1
    s_1_t3 balance_1_t4 1
    s_1_t4 obj 2
    s_1_t4 balance_1_t4 -1
    s_1_t4 balance_1_t5 1
    s_1_t5 obj 2
    s_1_t5 balance_1_t5 -1
    s_1_t5 balance_1_t6 1
    s_1_t6 obj 2
    s_1_t6 balance_1_t6 -1
    s_1_t6 balance_1_t7 1
    s_1_t7 obj 2
    s_1_t7 balance_1_t7 -1
    s_1_t7 balance_1_t8 1
    s_1_t8 obj 2
    s_1_t8 balance_1_t8 -1
    s_1_t8 balance_1_t9 1
    s_1_t9 obj 2
    s_1_t9 balance_1_t9 -1
    s_1_t9 balance_1_t10 1
    s_1_t10 obj 2
    s_1_t10 balance_1_t10 -1
    s_1_t10 balance_1_t11 1
    s_1_t11 obj 2
    s_1_t11 balance_1_t11 -1
    s_1_t11 balance_1_t12 1
    s_1_t12 obj 2
    s_1_t12 balance_1_t12 -1
    s_2_t1 obj 4
    s_2_t1 balance_2_t1 -1
    s_2_t1 balance_2_t2 1
    s_2_t2 obj 4
    s_2_t2 balance_2_t2 -1
    s_2_t2 balance_2_t3 1
    s_2_t3 obj 4
    s_2_t3 balance_2_t3 -1
    s_2_t3 balance_2_t4 1
    s_2_t4 obj 4
    s_2_t4 balance_2_t4 -1
    s_2_t4 balance_2_t5 1
    s_2_t5 obj 4
    s_2_t5 balance_2_t5 -1
    s_2_t5 balance_2_t6 1
    s_2_t6 obj 4
    s_2_t6 balance_2_t6 -1
    s_2_t6 balance_2_t7 1
    s_2_t7 obj 4
    s_2_t7 balance_2_t7 -1
    s_2_t7 balance_2_t8 1
    s_2_t8 obj 4
    s_2_t8 balance_2_t8 -1
    s_2_t8 balance_2_t9 1
    s_2_t9 obj 4
    s_2_t9 balance_2_t9 -1
    s_2_t9 balance_2_t10 1
    s_2_t10 obj 4
    s_2_t10 balance_2_t10 -1
    s_2_t10 balance_2_t11 1
    s_2_t11 obj 4
    s_2_t11 balance_2_t11 -1
    s_2_t11 balance_2_t12 1
    s_2_t12 obj 4
    s_2_t12 balance_2_t12 -1
    s_3_t1 obj 4
    s_3_t1 balance_3_t1 -1
    s_3_t1 balance_3_t2 1
    s_3_t2 obj 4
    s_3_t2 balance_3_t2 -1
    s_3_t2 balance_3_t3 1
    s_3_t3 obj 4
    s_3_t3 balance_3_t3 -1
    s_3_t3 balance_3_t4 1
    s_3_t4 obj 4
    s_3_t4 balance_3_t4 -1
    s_3_t4 balance_3_t5 1
    s_3_t5 obj 4
    s_3_t5 balance_3_t5 -1
    s_3_t5 balance_3_t6 1
    s_3_t6 obj 4
    s_3_t6 balance_3_t6 -1
    s_3_t6 balance_3_t7 1
    s_3_t7 obj 4
    s_3_t7 balance_3_t7 -1
    s_3_t7 balance_3_t8 1
    s_3_t8 obj 4
    s_3_t8 balance_3_t8 -1
    s_3_t8 balance_3_t9 1
    s_3_t9 obj 4
    s_3_t9 balance_3_t9 -1
    s_3_t9 balance_3_t10 1
    s_3_t10 obj 4
    s_3_t10 balance_3_t10 -1
    s_3_t10 balance_3_t11 1
    s_3_t11 obj 4
    s_3_t11 balance_3_t11 -1
    s_3_t11 balance_3_t12 1
    s_3_t12 obj 4
    s_3_t12 balance_3_t12 -1
    MARKER0 'MARKER' 'INTORG'
    y_0_t1 obj 548
    y_0_t1 setup_0_t1 -209
    y_0_t1 capacity_t1 17
    y_0_t2 obj 548
    y_0_t2 setup_0_t2 -209
    y_0_t2 capacity_t2 17
    y_0_t3 obj 548
    y_0_t3 setup_0_t3 -209
    y_0_t3 capacity_t3 17
    y_0_t4 obj 548
    y_0_t4 setup_0_t4 -209
    y_0_t4 capacity_t4 17
    y_0_t5 obj 548
    y_0_t5 setup_0_t5 -209
    y_0_t5 capacity_t5 17
    y_0_t6 obj 548
    y_0_t6 setup_0_t6 -209
    y_0_t6 capacity_t6 17
    y_0_t7 obj 548
    y_0_t7 setup_0_t7 -209
    y_0_t7 capacity_t7 17
    y_0_t8 obj 548
    y_0_t8 setup_0_t8 -174
    y_0_t8 capacity_t8 17
    y_0_t9 obj 548
    y_0_t9 setup_0_t9 -137
    y_0_t9 capacity_t9 17
    y_0_t10 obj 548
    y_0_t10 setup_0_t10 -59
    y_0_t10 capacity_t10 17
    y_0_t11 obj 548
    y_0_t11 setup_0_t11 -36
    y_0_t11 capacity_t11 17
    y_0_t12 obj 548
    y_0_t12 capacity_t12 17
    y_1_t1 obj 234
    y_1_t1 setup_1_t1 -209
    y_1_t1 capacity_t1 8
    y_1_t2 obj 234
    y_1_t2 setup_1_t2 -209
    y_1_t2 capacity_t2 8
    y_1_t3 obj 234
    y_1_t3 setup_1_t3 -209
    y_1_t3 capacity_t3 8
    y_1_t4 obj 234
    y_1_t4 setup_1_t4 -209
    y_1_t4 capacity_t4 8
    y_1_t5 obj 234
    y_1_t5 setup_1_t5 -209
    y_1_t5 capacity_t5 8
    y_1_t6 obj 234
    y_1_t6 setup_1_t6 -209
    y_1_t6 capacity_t6 8
    y_1_t7 obj 234
    y_1_t7 setup_1_t7 -209
    y_1_t7 capacity_t7 8
    y_1_t8 obj 234
    y_1_t8 setup_1_t8 -174
    y_1_t8 capacity_t8 8
    y_1_t9 obj 234
    y_1_t9 setup_1_t9 -137
    y_1_t9 capacity_t9 8
    y_1_t10 obj 234
    y_1_t10 setup_1_t10 -59
    y_1_t10 capacity_t10 8
    y_1_t11 obj 234
    y_1_t11 setup_1_t11 -36
    y_1_t11 capacity_t11 8
    y_1_t12 obj 234
    y_1_t12 capacity_t12 8
    y_2_t1 obj 537
    y_2_t1 setup_2_t1 -209
    y_2_t1 capacity_t1 11
    y_2_t2 obj 537
    y_2_t2 setup_2_t2 -209
    y_2_t2 capacity_t2 11
    y_2_t3 obj 537
    y_2_t3 setup_2_t3 -209
    y_2_t3 capacity_t3 11
    y_2_t4 obj 537
    y_2_t4 setup_2_t4 -209
    y_2_t4 capacity_t4 11
    y_2_t5 obj 537
    y_2_t5 setup_2_t5 -209
    y_2_t5 capacity_t5 11
    y_2_t6 obj 537
    y_2_t6 setup_2_t6 -209
    y_2_t6 capacity_t6 11
    y_2_t7 obj 537
    y_2_t7 setup_2_t7 -209
    y_2_t7 capacity_t7 11
    y_2_t8 obj 537
    y_2_t8 setup_2_t8 -174
    y_2_t8 capacity_t8 11
    y_2_t9 obj 537
    y_2_t9 setup_2_t9 -137
    y_2_t9 capacity_t9 11
    y_2_t10 obj 537
    y_2_t10 setup_2_t10 -59
    y_2_t10 capacity_t10 11
    y_2_t11 obj 537
    y_2_t11 setup_2_t11 -36
    y_2_t11 capacity_t11 11
    y_2_t12 obj 537
    y_2_t12 capacity_t12 11
    y_3_t1 obj 537
    y_3_t1 setup_3_t1 -209
    y_3_t1 capacity_t1 19
    y_3_t2 obj 537
    y_3_t2 setup_3_t2 -209
    y_3_t2 capacity_t2 19
    y_3_t3 obj 537
    y_3_t3 setup_3_t3 -209
    y_3_t3 capacity_t3 19
    y_3_t4 obj 537
    y_3_t4 setup_3_t4 -209
    y_3_t4 capacity_t4 19
    y_3_t5 obj 537
    y_3_t5 setup_3_t5 -209
    y_3_t5 capacity_t5 19
    y_3_t6 obj 537
    y_3_t6 setup_3_t6 -209
    y_3_t6 capacity_t6 19
    y_3_t7 obj 537
    y_3_t7 setup_3_t7 -209
    y_3_t7 capacity_t7 19
    y_3_t8 obj 537
    y_3_t8 setup_3_t8 -174
    y_3_t8 capacity_t8 19
    y_3_t9 obj 537
    y_3_t9 setup_3_t9 -137
    y_3_t9 capacity_t9 19
    y_3_t10 obj 537
    y_3_t10 setup_3_t10 -59
    y_3_t10 capacity_t10 19
    y_3_t11 obj 537
    y_3_t11 setup_3_t11 -36
    y_3_t11 capacity_t11 19
    y_3_t12 obj 537
    y_3_t12 capacity_t12 19
    MARKER1 'MARKER' 'INTEND'
RHS
    RHS balance_0_t2 68
    RHS balance_0_t4 68
    RHS balance_0_t5 48
    RHS balance_0_t7 57
    RHS balance_0_t8 37
    RHS balance_0_t9 78
    RHS balance_0_t10 23
    RHS balance_0_t11 36
    RHS balance_1_t1 -60
    RHS balance_2_t1 -60
    RHS balance_3_t1 -60
    RHS capacity_t1 209
    RHS capacity_t2 209
    RHS capacity_t3 209
    RHS capacity_t4 209
    RHS capacity_t5 209
    RHS capacity_t6 209
    RHS capacity_t7 209
    RHS capacity_t8 209
    RHS capacity_t9 209
    RHS capacity_t10 209
    RHS capacity_t11 209
    RHS capacity_t12 209
BOUNDS
 BV BND y_0_t1
 BV BND y_0_t2
 BV BND y_0_t3
 BV BND y_0_t4
 BV BND y_0_t5
 BV BND y_0_t6
 BV BND y_0_t7
 BV BND y_0_t8
 BV BND y_0_t9
 BV BND y_0_t10
 BV BND y_0_t11
 BV BND y_0_t12
 BV BND y_1_t1
 BV BND y_1_t2
 BV BND y_1_t3
 BV BND y_1_t4
 BV BND y_1_t5
 BV BND y_1_t6
 BV BND y_1_t7
 BV BND y_1_t8
 BV BND y_1_t9
 BV BND y_1_t10
 BV BND y_1_t11
 BV BND y_1_t12
 BV BND y_2_t1
 BV BND y_2_t2
 BV BND y_2_t3
 BV BND y_2_t4
 BV BND y_2_t5
 BV BND y_2_t6
 BV BND y_2_t7
 BV BND y_2_t8
 BV BND y_2_t9
 BV BND y_2_t10
 BV BND y_2_t11
 BV BND y_2_t12
 BV BND y_3_t1
 BV BND y_3_t2
 BV BND y_3_t3
 BV BND y_3_t4
 BV BND y_3_t5
 BV BND y_3_t6
 BV BND y_3_t7
 BV BND y_3_t8
 BV BND y_3_t9
 BV BND y_3_t10
 BV BND y_3_t11
 BV BND y_3_t12
ENDATA
