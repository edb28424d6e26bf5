NAME cutting
ROWS
 N obj
 G width_0
 G width_1
 G width_2
 G width_3
 G width_4
 G width_5
 G width_6
 G width_7
 G width_8
 G width_9
 G width_10
 G width_11
 G width_12
 G width_13
COLUMNS
    MARKER0 'MARKER' 'INTORG'
    run_0 obj 104
    run_0 width_1 7
    run_0 width_2 1
    run_0 width_6 5
    run_0 width_9 3
    run_1 obj 116
    run_1 width_2 3
    run_1 width_4 4
    run_1 width_9 2
    run_1 width_11 3
    run_1 width_13 7
    run_2 obj 68
    run_2 width_5 6
    run_2 width_8 2
    run_2 width_9 4
    run_2 width_12 7
    run_3 obj 64
    run_3 width_4 8
    run_3 width_5 8
    run_3 width_6 3
    run_3 width_7 1
    run_3 width_13 2
    run_4 obj 105
    run_4 width_0 6
    run_4 width_1 1
    run_4 width_2 7
    run_4 width_3 7
    run_4 width_4 8
    run_4 width_6 6
    run_4 width_7 8
    run_4 width_9 2
    run_4 width_11 4
    run_5 obj 107
    run_5 width_0 3
    run_5 width_3 6
    run_5 width_5 8
    run_5 width_9 6
    run_5 width_10 2
    run_5 width_11 6
    run_5 width_12 6
    run_5 width_13 4
    run_6 obj 86
    run_6 width_1 1
    run_6 width_5 3
    run_6 width_6 6
    run_6 width_8 2
    run_6 width_10 8
    run_7 obj 60
    run_7 width_1 2
    run_7 width_3 1
    run_7 width_10 5
    run_7 width_12 6
    run_8 obj 108
    run_8 width_1 4
    run_8 width_2 6
    run_8 width_3 6
    run_8 width_6 5
    run_8 width_8 3
    run_8 width_12 2
    run_8 width_13 8
    run_9 obj 85
    run_9 width_2 8
    run_9 width_5 3
    run_9 width_11 2
    run_9 width_12 4
    run_9 width_13 5
    run_10 obj 60
    run_10 width_0 6
    run_10 width_1 3
    run_10 width_2 4
    run_10 width_4 2
    run_10 width_6 7
    run_11 obj 59
    run_11 width_4 7
    run_11 width_7 5
    run_12 obj 78
    run_12 width_2 2
    run_12 width_4 2
    run_12 width_9 4
    run_12 width_13 1
    run_13 obj 98
    run_13 width_3 2
    run_13 width_7 4
    run_13 width_12 4
    run_14 obj 78
    run_14 width_1 5
    run_14 width_5 7
    run_14 width_7 2
    run_14 width_9 1
    run_14 width_12 3
    run_15 obj 108
    run_15 width_5 7
    run_15 width_6 1
    run_15 width_10 6
    run_15 width_11 3
    run_15 width_12 4
    run_16 obj 50
    run_16 width_0 2
    run_16 width_2 1
    run_16 width_4 3
    run_16 width_5 5
    run_16 width_8 1
    run_16 width_11 3
    run_16 width_12 6
    run_16 width_13 8
    run_17 obj 79
    run_17 width_1 6
    run_17 width_4 3
    run_17 width_7 4
    run_17 width_8 4
    run_17 width_9 4
    run_17 width_11 2
    run_18 obj 86
    run_18 width_0 6
    run_18 width_2 5
    run_18 width_3 1
    run_18 width_4 8
    run_18 width_8 3
    run_18 width_10 2
    run_18 width_11 3
    run_18 width_13 5
    run_19 obj 116
    run_19 width_0 6
    run_19 width_6 4
    run_19 width_12 1
    run_20 obj 66
    run_20 width_0 3
    run_20 width_2 5
    run_20 width_10 3
    run_20 width_12 7
    run_20 width_13 7
    run_21 obj 107
    run_21 width_5 6
    run_21 width_6 3
    run_21 width_12 2
    run_22 obj 55
    run_22 width_1 3
    run_22 width_3 1
    run_22 width_6 7
    run_22 width_7 2
    run_22 width_8 2
    run_22 width_9 3
    run_23 obj 73
    run_23 width_0 2
    run_23 width_2 3
    run_23 width_6 1
    run_23 width_9 5
    run_23 width_10 3
    run_23 width_13 1
    run_24 obj 102
    run_24 width_0 7
    run_24 width_3 7
    run_24 width_4 3
    run_24 width_5 7
    run_24 width_7 7
    run_24 width_12 1
    run_25 obj 90
    run_25 width_4 7
    run_25 width_6 2
    run_25 width_11 6
    run_25 width_13 8
    run_26 obj 115
    run_26 width_3 8
    run_26 width_4 7
    run_26 width_7 5
    run_26 width_12 4
    run_27 obj 102
    run_27 width_1 7
    run_27 width_8 8
    run_27 width_10 3
    run_27 width_13 6
    run_28 obj 114
    run_28 width_1 6
    run_28 width_4 1
    run_28 width_9 2
    run_29 obj 107
    run_29 width_3 2
    run_29 width_8 5
    run_29 width_10 8
    run_29 width_11 2
    run_30 obj 59
    run_30 width_2 2
    run_30 width_10 5
    run_30 width_12 6
    run_31 obj 115
    run_31 width_5 8
    run_31 width_7 1
    run_31 width_9 5
    run_31 width_10 4
    run_32 obj 109
    run_32 width_4 4
    run_32 width_6 4
    run_32 width_7 6
    run_32 width_8 2
    run_32 width_10 2
    run_32 width_11 7
    run_32 width_12 1
    run_32 width_13 6
    run_33 obj 60
    run_33 width_3 7
    run_34 obj 118
    run_34 width_0 2
    run_34 width_2 2
    run_34 width_5 2
    run_34 width_13 1
    run_35 obj 102
    run_35 width_0 2
    run_35 width_1 6
    run_35 width_2 4
    run_35 width_4 8
    run_35 width_7 6
    run_35 width_10 1
    run_35 width_11 3
    run_35 width_13 4
    run_36 obj 72
    run_36 width_4 2
    run_36 width_13 3
    run_37 obj 59
    run_37 width_1 5
    run_37 width_4 3
    run_37 width_6 3
    run_37 width_12 2
    run_38 obj 77
    run_38 width_1 3
    run_38 width_2 5
    run_38 width_4 5
    run_38 width_6 6
    run_38 width_9 4
    run_38 width_11 1
    run_38 width_13 7
    run_39 obj 113
    run_39 width_0 6
    run_39 width_4 4
    run_39 width_5 8
    run_39 width_6 1
    run_39 width_8 3
    run_39 width_9 7
    MARKER1 'MARKER' 'INTEND'
RHS
    RHS width_0 181
    RHS width_1 256
    RHS width_2 194
    RHS width_3 375
    RHS width_4 164
    RHS width_5 395
    RHS width_6 352
    RHS width_7 161
    RHS width_8 140
    RHS width_9 379
    RHS width_10 217
    RHS width_11 152
    RHS width_12 293
    RHS width_13 254
BOUNDS
 UP BND run_0 60
 UP BND run_1 60
 UP BND run_2 60
 UP BND run_3 60
 UP BND run_4 60
 UP BND run_5 60
 UP BND run_6 60
 UP BND run_7 60
 UP BND run_8 60
 UP BND run_9 60
 UP BND run_10 60
 UP BND run_11 60
 UP BND run_12 60
 UP BND run_13 60
 UP BND run_14 60
 UP BND run_15 60
 UP BND run_16 60
 UP BND run_17 60
 UP BND run_18 60
 UP BND run_19 60
 UP BND run_20 60
 UP BND run_21 60
 UP BND run_22 60
 UP BND run_23 60
 UP BND run_24 60
 UP BND run_25 60
 UP BND run_26 60
 UP BND run_27 60
 UP BND run_28 60
 UP BND run_29 60
 UP BND run_30 60
 UP BND run_31 60
 UP BND run_32 60
 UP BND run_33 60
 UP BND run_34 60
 UP BND run_35 60
 UP BND run_36 60
 UP BND run_37 60
 UP BND run_38 60
 UP BND run_39 60
ENDATA
